package androidx.test.runner.lifecycle;

/** Stand-in: holds the activity monitor that Robolectric made. */
public final class ActivityLifecycleMonitorRegistry {
    private static volatile ActivityLifecycleMonitor monitor;

    private ActivityLifecycleMonitorRegistry() {}

    public static void registerInstance(ActivityLifecycleMonitor made) {
        monitor = made;
    }

    public static ActivityLifecycleMonitor getInstance() {
        ActivityLifecycleMonitor made = monitor;
        if (made == null) throw new IllegalStateException("no monitor registered yet");
        return made;
    }
}
