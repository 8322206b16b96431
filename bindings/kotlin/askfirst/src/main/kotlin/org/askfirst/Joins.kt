package org.askfirst

/**
 * Joining data with other data.
 *
 * The library says whether data may be joined and records that they are. That the app asks, and stops when it must,
 * the library cannot enforce.
 */
public interface Joins {
    /**
     * Asks whether the data behind [accesses] may be joined, and records that they are.
     *
     * Each of them needs its own consent. Data that name nobody by themselves need one for the joining, which is asked
     * for like any other. What the policy promises never to join is refused, whatever the person agreed to.
     */
    public suspend fun open(accesses: List<Access<*>>, ask: Ask = Ask.IF_NEW): Joined
}

/** Whether data may be joined. */
public sealed interface Joined {
    /** They may, until the join is ended or its process is. */
    public interface Open : Joined {
        /** Why the join may not go on; `null` while it may. To be asked before each use of joined data. */
        public suspend fun whyShut(): Read.Shut?

        /** Ends the join: from now on each kind counts by itself again. False if it has ended already. */
        public suspend fun end(): Boolean
    }

    /** They may not. */
    public class Refused(public val shut: Read.Shut) : Joined
}
