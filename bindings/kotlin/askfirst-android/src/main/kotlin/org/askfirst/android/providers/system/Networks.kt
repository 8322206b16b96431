package org.askfirst.android.providers.system

import android.annotation.SuppressLint
import android.bluetooth.BluetoothManager
import android.bluetooth.le.ScanCallback
import android.bluetooth.le.ScanResult
import android.content.Context
import android.location.LocationManager
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.net.wifi.WifiManager
import android.os.Build
import android.telephony.CellInfo
import android.telephony.TelephonyManager
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import org.askfirst.android.providers.AndroidKinds
import org.askfirst.android.providers.PlainText
import org.askfirst.android.providers.Row

/** Networks, and the transmitters around from which a position follows. */
@SuppressLint("MissingPermission")
@Suppress("DEPRECATION")
internal object Networks {
    val entries: List<Entry<*>> = listOf(
        entry(AndroidKinds.NETWORK) { PlainText(way(it)) },
        entry(AndroidKinds.ADDRESSES) { context ->
            val network = context.connectivity()
            network?.getLinkProperties(network.activeNetwork)?.linkAddresses
                ?.mapNotNull { text(it.address.hostAddress) }
        },
        entry(AndroidKinds.SSID, isSwitchOn = ::isNamed) { context ->
            text(context.wifi()?.connectionInfo?.ssid?.removeSurrounding("\"")?.takeUnless { it == NO_NAME })
        },
        entry(AndroidKinds.BSSID, isSwitchOn = ::isNamed) { context ->
            text(context.wifi()?.connectionInfo?.bssid?.takeUnless { it == NO_ADDRESS })
        },
        entry(AndroidKinds.WIFI_AROUND, isSwitchOn = ::isPositioningOn) { context ->
            context.wifi()?.scanResults?.map { found ->
                row("ssid" to found.SSID, "bssid" to found.BSSID, "level" to found.level.toString())
            }
        },
        entry(AndroidKinds.CELLS, isSwitchOn = ::isPositioningOn) { context ->
            (context.getSystemService(Context.TELEPHONY_SERVICE) as? TelephonyManager)?.allCellInfo?.map(::cell)
        },
        Entry(AndroidKinds.BLUETOOTH_AROUND, manner = Manner.STREAM, isSwitchOn = ::isBluetoothOn) { around(it) },
    )

    private const val NO_NAME = "<unknown ssid>"
    private const val NO_ADDRESS = "02:00:00:00:00:00"

    private fun way(context: Context): String {
        val network = context.connectivity()
        val found = network?.getNetworkCapabilities(network.activeNetwork) ?: return "none"
        return when {
            found.hasTransport(NetworkCapabilities.TRANSPORT_WIFI) -> "wifi"
            found.hasTransport(NetworkCapabilities.TRANSPORT_CELLULAR) -> "cellular"
            found.hasTransport(NetworkCapabilities.TRANSPORT_ETHERNET) -> "ethernet"
            else -> "other"
        }
    }

    private fun cell(info: CellInfo): Row = row(
        "network" to info.javaClass.simpleName.removePrefix("CellInfo"),
        "registered" to info.isRegistered.toString(),
        "identity" to if (isFrom(Build.VERSION_CODES.R)) info.cellIdentity.toString() else info.toString(),
    )

    private fun around(context: Context): Flow<Row> = callbackFlow {
        val scanner = context.bluetooth()?.bluetoothLeScanner
        val heard = object : ScanCallback() {
            override fun onScanResult(type: Int, result: ScanResult) {
                trySend(row("address" to result.device.address, "level" to result.rssi.toString()))
            }

            override fun onScanFailed(code: Int) {
                close()
            }
        }
        if (scanner == null) close() else scanner.startScan(heard)
        awaitClose { scanner?.stopScan(heard) }
    }

    /** From Android 8 on the name of a network tells the place, and follows its switch. */
    private fun isNamed(context: Context): Boolean = !isFrom(Build.VERSION_CODES.O) || isPositioningOn(context)

    private fun isPositioningOn(context: Context): Boolean {
        val manager = context.getSystemService(Context.LOCATION_SERVICE) as? LocationManager ?: return false
        if (isFrom(Build.VERSION_CODES.P)) return manager.isLocationEnabled
        return manager.getProviders(true).any { it != LocationManager.PASSIVE_PROVIDER }
    }

    private fun isBluetoothOn(context: Context): Boolean = context.bluetooth()?.isEnabled == true &&
        (isFrom(Build.VERSION_CODES.S) || isPositioningOn(context))

    private fun Context.bluetooth() = (getSystemService(Context.BLUETOOTH_SERVICE) as? BluetoothManager)?.adapter

    private fun Context.wifi() = applicationContext.getSystemService(Context.WIFI_SERVICE) as? WifiManager

    private fun Context.connectivity() = getSystemService(Context.CONNECTIVITY_SERVICE) as? ConnectivityManager
}

/** A row of what there is. */
internal fun row(vararg columns: Pair<String, String?>): Row =
    Row(columns.mapNotNull { (name, value) -> value?.let { name to it } }.toMap())
