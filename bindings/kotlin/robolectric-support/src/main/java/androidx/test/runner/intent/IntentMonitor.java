package androidx.test.runner.intent;

/** Stand-in: nothing here asks it anything. */
public interface IntentMonitor {}
