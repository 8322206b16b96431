package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;

/** Stand-in, written for these tests: remembers the instrumentation that Robolectric made. */
public final class InstrumentationRegistry {
    private static volatile Instrumentation instrumentation;
    private static volatile Bundle arguments = new Bundle();

    private InstrumentationRegistry() {}

    public static void registerInstance(Instrumentation made, Bundle given) {
        instrumentation = made;
        arguments = given == null ? new Bundle() : new Bundle(given);
    }

    public static Instrumentation getInstrumentation() {
        Instrumentation made = instrumentation;
        if (made == null) throw new IllegalStateException("no instrumentation registered yet");
        return made;
    }

    public static Bundle getArguments() {
        return new Bundle(arguments);
    }
}
