package androidx.test.runner.lifecycle;

import android.app.Activity;

/** Stand-in: hears where an activity is in its life. */
public interface ActivityLifecycleCallback {
    void onActivityLifecycleChanged(Activity activity, Stage stage);
}
