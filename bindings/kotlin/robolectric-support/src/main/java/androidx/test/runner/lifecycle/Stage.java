package androidx.test.runner.lifecycle;

/** Stand-in: where an activity is in its life. */
public enum Stage { PRE_ON_CREATE, CREATED, STARTED, RESUMED, PAUSED, STOPPED, RESTARTED, DESTROYED }
