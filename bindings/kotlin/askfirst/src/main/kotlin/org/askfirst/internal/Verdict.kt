package org.askfirst.internal

import org.askfirst.Read

/** What the core answered to a request. */
internal sealed interface Verdict {
    /** One read is allowed. */
    class Permit(val id: Long, val entry: Long) : Verdict

    /** It is not. */
    class Shut(val read: Read.Shut) : Verdict

    /** Consent is there; the system has to be asked. */
    class AskSystem(val question: Long) : Verdict
}
