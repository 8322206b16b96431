package androidx.test.internal.runner.intent;

import android.content.Intent;
import androidx.test.runner.intent.IntentMonitor;

/** Stand-in: nobody here listens to intents. */
public class IntentMonitorImpl implements IntentMonitor {
    public void signalIntent(Intent intent) {}
}
