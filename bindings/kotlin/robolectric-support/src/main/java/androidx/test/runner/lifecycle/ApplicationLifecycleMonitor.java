package androidx.test.runner.lifecycle;

/** Stand-in: nothing here asks it anything. */
public interface ApplicationLifecycleMonitor {}
