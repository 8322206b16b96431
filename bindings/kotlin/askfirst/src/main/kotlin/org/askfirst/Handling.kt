package org.askfirst

/**
 * What may be done with data after they were read.
 *
 * The library answers and records. It never sees the data, so it cannot stop an app that does not ask.
 * A `null` is a yes; otherwise the answer says why not.
 */
public interface Handling {
    /** Whether what was read behind [access] may be kept. A permission to use may forbid it. */
    public suspend fun keep(access: Access<*>): Read.Shut?

    /** Whether what was read behind [from] may be passed on through [to], the recipient's own access. */
    public suspend fun passOn(from: Access<*>, to: Access<*>): Read.Shut?

    /** Whether data of [kind] may go [to] somebody as statistics: only what the policy calls anonymised. */
    public suspend fun release(kind: String, to: String): Read.Shut?

    /**
     * Records how [source] was shown to have come by its data lawfully; [reference] says where that can be found.
     *
     * False for a source that the policy does not name, or an empty reference.
     */
    public suspend fun proveSource(source: String, reference: String): Boolean
}
