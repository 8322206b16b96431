package androidx.test.runner.lifecycle;

/** Stand-in: holds the application monitor that Robolectric made. */
public final class ApplicationLifecycleMonitorRegistry {
    private static volatile ApplicationLifecycleMonitor monitor;

    private ApplicationLifecycleMonitorRegistry() {}

    public static void registerInstance(ApplicationLifecycleMonitor made) {
        monitor = made;
    }

    public static ApplicationLifecycleMonitor getInstance() {
        ApplicationLifecycleMonitor made = monitor;
        if (made == null) throw new IllegalStateException("no monitor registered yet");
        return made;
    }
}
