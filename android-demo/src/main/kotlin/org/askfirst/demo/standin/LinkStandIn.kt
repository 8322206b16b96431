package org.askfirst.demo.standin

/**
 * What the app hands to the stand-in.
 *
 * Every member gives `null` where the person did not agree.
 */
public interface LinkData {
    /** An identifier of the device. */
    public suspend fun deviceId(): String?

    /** Model and system version of the device. */
    public suspend fun device(): String?

    /** Kind of network. */
    public suspend fun network(): String?

    /** Region, roughly. */
    public suspend fun region(): String?

    /** Names of the installed apps. */
    public suspend fun installedApps(): List<String>?

    /** Text on the clipboard. */
    public suspend fun clipboard(): String?
}

/** What became of an invitation link. */
public sealed interface Invitation {
    /** The link was recognised without the person typing anything. */
    public class Direct(public val project: String) : Invitation

    /** The clipboard was looked at, and there was no link. */
    public object NoLink : Invitation

    /** The clipboard was not to be had, so the person types the code. */
    public object ByHand : Invitation
}

/**
 * A stand-in for a deep-link SDK, written for this demo.
 *
 * It is not JMLink and holds no code of it. It behaves as such an SDK does, as far as the demo needs it: once started
 * it looks at whatever data it can get and finds out which invitation brought the person here. It has no `Context`, so
 * it can reach no framework service; all it ever sees is what [LinkData] hands it.
 */
public class LinkStandIn {
    private var data: LinkData? = null

    /** Whether it runs. */
    public val isRunning: Boolean get() = data != null

    /** How often it was started; the demo's tests look at it. */
    public var starts: Int = 0
        private set

    /** Starts with [data] as its only source. */
    public fun start(data: LinkData) {
        this.data = data
        starts++
    }

    /** Stops and forgets its source. */
    public fun stop() {
        data = null
    }

    /** Finds out which invitation brought the person here; `null` when it does not run. */
    public suspend fun resolve(): Invitation? {
        val source = data ?: return null
        source.deviceId()
        source.device()
        source.network()
        source.region()
        source.installedApps()
        val text = source.clipboard() ?: return Invitation.ByHand
        val project = LINK.find(text)?.groupValues?.get(1) ?: return Invitation.NoLink
        return Invitation.Direct(project)
    }

    private companion object {
        val LINK = Regex("https://invite\\.example/p/([\\w-]+)")
    }
}
