package org.askfirst.android.providers

import android.hardware.camera2.CameraDevice
import org.askfirst.DeviceId
import org.askfirst.Kind

// None shows what it holds in toString(): a value must not reach a log by string interpolation.

/** A short text of the system's, such as the carrier's name. */
public class PlainText(public val text: String) {
    override fun equals(other: Any?): Boolean = other is PlainText && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "PlainText(..)"
}

/** One line of a list that the system keeps, such as a contact, by the names of the list's columns. */
public class Row(private val columns: Map<String, String>) {
    /** The names of the columns that hold something. */
    public val names: Set<String> get() = columns.keys

    /** What stands in the column [name], or `null`. */
    public operator fun get(name: String): String? = columns[name]

    override fun equals(other: Any?): Boolean = other is Row && other.columns == columns

    override fun hashCode(): Int = columns.hashCode()

    override fun toString(): String = "Row(..)"
}

/** What a sensor measured. */
public class Sample(
    /** The values, as the sensor orders them. */
    public val values: List<Float>,
    /** When, in nanoseconds since the device was started. */
    public val atNanos: Long,
) {
    override fun toString(): String = "Sample(..)"
}

/** A piece of sound: 16 bits a sample, one channel. */
public class Sound(
    public val samples: ShortArray,
    /** Samples a second. */
    public val rate: Int,
) {
    override fun toString(): String = "Sound(..)"
}

/** A camera that is open as long as its stream is collected, and closed with the consent. */
public class OpenCamera(public val device: CameraDevice) {
    override fun toString(): String = "OpenCamera(..)"
}

/** The kinds, beside the headline ones, that Android has a way to read. */
public object AndroidKinds {
    /** IMEI. Up to Android 9. */
    @JvmField
    public val IMEI: Kind<DeviceId> = Kind("device.imei")

    /** MEID. Android 8 and 9. */
    @JvmField
    public val MEID: Kind<DeviceId> = Kind("device.meid")

    /** The subscriber's identifier on the SIM card. Up to Android 9. */
    @JvmField
    public val IMSI: Kind<DeviceId> = Kind("device.imsi")

    /** The SIM card's own number. Up to Android 9. */
    @JvmField
    public val SIM_SERIAL: Kind<DeviceId> = Kind("device.iccid")

    /** The device's serial number. Android 8 and 9. */
    @JvmField
    public val SERIAL: Kind<DeviceId> = Kind("device.serial")

    /** The MAC address, which no supported level of Android gives. */
    @JvmField
    public val MAC: Kind<DeviceId> = Kind("device.mac")

    /** The phone number on the SIM card. */
    @JvmField
    public val PHONE_NUMBER: Kind<PlainText> = Kind("phone.number")

    /** Whether there is a SIM card, and how it is. */
    @JvmField
    public val SIM_STATE: Kind<PlainText> = Kind("phone.sim")

    /** The carrier's name. */
    @JvmField
    public val CARRIER: Kind<PlainText> = Kind("net.carrier")

    /** By what way the device is connected: `wifi`, `cellular`, `ethernet`, `other` or `none`. */
    @JvmField
    public val NETWORK: Kind<PlainText> = Kind("net.access")

    /** The device's own addresses in its network. */
    @JvmField
    public val ADDRESSES: Kind<List<PlainText>> = Kind("net.ip")

    /** The name of the Wi-Fi network. */
    @JvmField
    public val SSID: Kind<PlainText> = Kind("net.ssid")

    /** The identifier of the Wi-Fi access point. */
    @JvmField
    public val BSSID: Kind<PlainText> = Kind("net.bssid")

    /** The Wi-Fi networks around, from which a position follows. */
    @JvmField
    public val WIFI_AROUND: Kind<List<Row>> = Kind("loc.wifi")

    /** The cells around, from which a position follows. */
    @JvmField
    public val CELLS: Kind<List<Row>> = Kind("loc.cell")

    /** The Bluetooth devices around, from which a position follows. */
    @JvmField
    public val BLUETOOTH_AROUND: Kind<Row> = Kind("loc.bt")

    /** The address book. */
    @JvmField
    public val CONTACTS: Kind<List<Row>> = Kind("contacts.read")

    /** The calendar. */
    @JvmField
    public val CALENDAR: Kind<List<Row>> = Kind("calendar.read")

    /** The call log. */
    @JvmField
    public val CALL_LOG: Kind<List<Row>> = Kind("calllog.read")

    /** Text messages. */
    @JvmField
    public val MESSAGES: Kind<List<Row>> = Kind("sms.read")

    /** The photos on the device. The system's photo picker needs no consent of this kind and comes first. */
    @JvmField
    public val PHOTOS: Kind<List<Row>> = Kind("media.photos")

    /** The accounts on the device. */
    @JvmField
    public val ACCOUNTS: Kind<List<Row>> = Kind("accounts.read")

    /** How other apps are used. */
    @JvmField
    public val APPS_USAGE: Kind<List<Row>> = Kind("apps.usage")

    /** Which processes run. */
    @JvmField
    public val APPS_RUNNING: Kind<List<Row>> = Kind("apps.running")

    /** Which sensors the device has. */
    @JvmField
    public val SENSORS: Kind<List<PlainText>> = Kind("device.sensors")

    /** Movement of the device. */
    @JvmField
    public val MOTION: Kind<Sample> = Kind("sensor.motion")

    /** Steps. */
    @JvmField
    public val STEPS: Kind<Sample> = Kind("health.activity")

    /** Heart rate. */
    @JvmField
    public val BODY: Kind<Sample> = Kind("health.body")

    /** The microphone. */
    @JvmField
    public val MICROPHONE: Kind<Sound> = Kind("media.mic")

    /** The camera. */
    @JvmField
    public val CAMERA: Kind<OpenCamera> = Kind("media.camera")
}
