package androidx.test.runner.intent;

/** Stand-in: holds the intent monitor that Robolectric made. */
public final class IntentMonitorRegistry {
    private static volatile IntentMonitor monitor;

    private IntentMonitorRegistry() {}

    public static void registerInstance(IntentMonitor made) {
        monitor = made;
    }

    public static IntentMonitor getInstance() {
        return monitor;
    }
}
