package androidx.test.runner.intent;

/** Stand-in: no intent is ever answered instead of the started activity. */
public final class IntentStubberRegistry {
    private IntentStubberRegistry() {}

    public static boolean isLoaded() {
        return false;
    }

    public static IntentStubber getInstance() {
        throw new IllegalStateException("no stubber is ever loaded");
    }
}
