package org.askfirst.robolectric

/** Where a watched call of the framework begins and ends; [CountingHandler] puts it around each. */
public object Underneath {
    /** A call of [place] begins; its object comes first among [arguments]. */
    @JvmStatic
    public fun enter(place: String, arguments: Array<Any?>): Unit = Counters.begin(Counted.at(place, arguments))

    /** The call that began last has ended. */
    @JvmStatic
    public fun leave(): Unit = Counters.end()
}
