package androidx.test.runner.lifecycle;

/** Stand-in: where an application is in its life. */
public enum ApplicationStage { PRE_ON_CREATE, CREATED }
