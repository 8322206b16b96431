package androidx.test.runner.intent;

import android.app.Instrumentation.ActivityResult;
import android.content.Intent;

/** Stand-in: would answer an intent instead of the started activity. */
public interface IntentStubber {
    ActivityResult getActivityResultForIntent(Intent intent);
}
