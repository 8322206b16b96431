package org.askfirst.robolectric;

import android.app.PendingIntent;
import android.location.Criteria;
import android.location.GnssStatus;
import android.location.Location;
import android.location.LocationListener;
import android.location.LocationManager;
import android.location.LocationRequest;
import android.location.OnNmeaMessageListener;
import android.os.CancellationSignal;
import android.os.Handler;
import android.os.Looper;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadows.ShadowLocationManager;

/** Counts every way in which a position can be had from the framework. */
@Implements(LocationManager.class)
public class CountingLocationManager extends ShadowLocationManager {
    @Implementation
    @Override
    protected Location getLastKnownLocation(String provider) {
        return Counters.counting(Counted.LOCATION_LAST, () -> super.getLastKnownLocation(provider));
    }

    @Implementation
    @Override
    protected void getCurrentLocation(
            String provider, CancellationSignal signal, Executor executor, Consumer<Location> consumer) {
        Counters.counting(
                Counted.LOCATION_CURRENT, () -> super.getCurrentLocation(provider, signal, executor, consumer));
    }

    @Implementation
    @Override
    protected void getCurrentLocation(
            String provider,
            LocationRequest request,
            CancellationSignal signal,
            Executor executor,
            Consumer<Location> consumer) {
        Counters.counting(
                Counted.LOCATION_CURRENT,
                () -> super.getCurrentLocation(provider, request, signal, executor, consumer));
    }

    @Implementation
    @Override
    protected void requestSingleUpdate(String provider, LocationListener listener, Looper looper) {
        Counters.counting(Counted.LOCATION_SINGLE, () -> super.requestSingleUpdate(provider, listener, looper));
    }

    @Implementation
    @Override
    protected void requestSingleUpdate(Criteria criteria, LocationListener listener, Looper looper) {
        Counters.counting(Counted.LOCATION_SINGLE, () -> super.requestSingleUpdate(criteria, listener, looper));
    }

    @Implementation
    @Override
    protected void requestSingleUpdate(String provider, PendingIntent intent) {
        Counters.counting(Counted.LOCATION_SINGLE, () -> super.requestSingleUpdate(provider, intent));
    }

    @Implementation
    @Override
    protected void requestSingleUpdate(Criteria criteria, PendingIntent intent) {
        Counters.counting(Counted.LOCATION_SINGLE, () -> super.requestSingleUpdate(criteria, intent));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(String provider, long millis, float metres, LocationListener listener) {
        updates(() -> super.requestLocationUpdates(provider, millis, metres, listener));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(
            String provider, long millis, float metres, LocationListener listener, Looper looper) {
        updates(() -> super.requestLocationUpdates(provider, millis, metres, listener, looper));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(
            String provider, long millis, float metres, Executor executor, LocationListener listener) {
        updates(() -> super.requestLocationUpdates(provider, millis, metres, executor, listener));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(
            long millis, float metres, Criteria criteria, LocationListener listener, Looper looper) {
        updates(() -> super.requestLocationUpdates(millis, metres, criteria, listener, looper));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(
            long millis, float metres, Criteria criteria, Executor executor, LocationListener listener) {
        updates(() -> super.requestLocationUpdates(millis, metres, criteria, executor, listener));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(String provider, long millis, float metres, PendingIntent intent) {
        updates(() -> super.requestLocationUpdates(provider, millis, metres, intent));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(long millis, float metres, Criteria criteria, PendingIntent intent) {
        updates(() -> super.requestLocationUpdates(millis, metres, criteria, intent));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(LocationRequest request, Executor executor, LocationListener listener) {
        updates(() -> super.requestLocationUpdates(request, executor, listener));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(LocationRequest request, LocationListener listener, Looper looper) {
        updates(() -> super.requestLocationUpdates(request, listener, looper));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(LocationRequest request, PendingIntent intent) {
        updates(() -> super.requestLocationUpdates(request, intent));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(
            String provider, LocationRequest request, Executor executor, LocationListener listener) {
        updates(() -> super.requestLocationUpdates(provider, request, executor, listener));
    }

    @Implementation
    @Override
    protected void requestLocationUpdates(String provider, LocationRequest request, PendingIntent intent) {
        updates(() -> super.requestLocationUpdates(provider, request, intent));
    }

    @Implementation
    @Override
    protected boolean addNmeaListener(OnNmeaMessageListener listener, Handler handler) {
        return Counters.counting(Counted.LOCATION_UPDATES, () -> super.addNmeaListener(listener, handler));
    }

    @Implementation
    @Override
    protected boolean addNmeaListener(Executor executor, OnNmeaMessageListener listener) {
        return Counters.counting(Counted.LOCATION_UPDATES, () -> super.addNmeaListener(executor, listener));
    }

    @Implementation
    @Override
    protected boolean registerGnssStatusCallback(GnssStatus.Callback callback, Handler handler) {
        return Counters.counting(Counted.LOCATION_UPDATES, () -> super.registerGnssStatusCallback(callback, handler));
    }

    @Implementation
    @Override
    protected boolean registerGnssStatusCallback(Executor executor, GnssStatus.Callback callback) {
        return Counters.counting(
                Counted.LOCATION_UPDATES, () -> super.registerGnssStatusCallback(executor, callback));
    }

    private static void updates(Runnable call) {
        Counters.counting(Counted.LOCATION_UPDATES, call);
    }
}
