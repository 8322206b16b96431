package org.askfirst.android.providers.system

import android.annotation.SuppressLint
import android.content.Context
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.media.AudioFormat
import android.media.AudioRecord
import android.media.MediaRecorder
import android.os.Handler
import android.os.Looper
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.flow
import org.askfirst.Kind
import org.askfirst.android.providers.AndroidKinds
import org.askfirst.android.providers.OpenCamera
import org.askfirst.android.providers.Sample
import org.askfirst.android.providers.Sound

/** Sensors, microphone and camera: each is closed when nobody collects it any more, so also when the consent ends. */
@SuppressLint("MissingPermission")
internal object Sensing {
    val entries: List<Entry<*>> = listOf(
        entry(AndroidKinds.SENSORS) { context ->
            context.sensors()?.getSensorList(Sensor.TYPE_ALL)?.mapNotNull { text(it.name) }
        },
        sensor(AndroidKinds.MOTION, Sensor.TYPE_ACCELEROMETER),
        sensor(AndroidKinds.STEPS, Sensor.TYPE_STEP_COUNTER),
        sensor(AndroidKinds.BODY, Sensor.TYPE_HEART_RATE),
        Entry(AndroidKinds.MICROPHONE, manner = Manner.STREAM) { sound() },
        Entry(AndroidKinds.CAMERA, manner = Manner.WHILE_OPEN) { camera(it) },
    )

    private const val RATE = 16_000
    private const val PIECE = RATE / 10

    private fun sensor(kind: Kind<Sample>, type: Int) = Entry(kind, manner = Manner.STREAM) { context ->
        callbackFlow {
            val sensors = context.sensors()
            val sensor = sensors?.getDefaultSensor(type)
            val heard = object : SensorEventListener {
                override fun onSensorChanged(event: SensorEvent) {
                    trySend(Sample(event.values.toList(), event.timestamp))
                }

                override fun onAccuracyChanged(sensor: Sensor, accuracy: Int) = Unit
            }
            if (sensor == null) {
                close()
            } else {
                val main = Handler(Looper.getMainLooper())
                sensors.registerListener(heard, sensor, SensorManager.SENSOR_DELAY_NORMAL, main)
            }
            awaitClose { sensors?.unregisterListener(heard) }
        }
    }

    private fun sound(): Flow<Sound> = flow {
        val channel = AudioFormat.CHANNEL_IN_MONO
        val format = AudioFormat.ENCODING_PCM_16BIT
        val room = maxOf(AudioRecord.getMinBufferSize(RATE, channel, format), PIECE * 2)
        val recorder = AudioRecord(MediaRecorder.AudioSource.MIC, RATE, channel, format, room)
        try {
            recorder.startRecording()
            while (true) {
                currentCoroutineContext().ensureActive()
                val piece = ShortArray(PIECE)
                val length = recorder.read(piece, 0, piece.size)
                if (length <= 0) break
                emit(Sound(piece.copyOf(length), RATE))
            }
        } finally {
            recorder.release()
        }
    }

    private fun camera(context: Context): Flow<OpenCamera> = callbackFlow {
        val cameras = context.getSystemService(Context.CAMERA_SERVICE) as? CameraManager
        val first = cameras?.cameraIdList?.firstOrNull()
        var opened: CameraDevice? = null
        val heard = object : CameraDevice.StateCallback() {
            override fun onOpened(camera: CameraDevice) {
                opened = camera
                // Nobody collects any more: the consent may have ended while the camera was opening.
                if (trySend(OpenCamera(camera)).isFailure) camera.close()
            }

            override fun onDisconnected(camera: CameraDevice) = gone(camera)

            override fun onError(camera: CameraDevice, error: Int) = gone(camera)

            private fun gone(camera: CameraDevice) {
                camera.close()
                close()
            }
        }
        if (first == null) close() else cameras.openCamera(first, heard, Handler(Looper.getMainLooper()))
        awaitClose { opened?.close() }
    }

    private fun Context.sensors() = getSystemService(Context.SENSOR_SERVICE) as? SensorManager
}
