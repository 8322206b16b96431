import AskFirst
import Foundation

extension Pack {
  /// The policy that the demo ships.
  public static var policy003: Pack {
    Pack(contentsOf: Bundle.module.url(forResource: "003", withExtension: "json"))
  }
}

/// The accesses of pack 003 that the demo uses, each with the type of its value.
/// A test compares every one of them with what the pack declares.

extension Access where Value == Fix {
  /// Functions that depend on the place.
  public static var nearbyLocation: Access { Access("nearby.location", kind: .preciseLocation) }
  /// The deep-link SDK's rough region.
  public static var jmlinkLocation: Access { Access("jmlink.location", kind: .approximateLocation) }
}

extension Access where Value == DeviceIdentifier {
  /// Account security.
  public static var securityDeviceID: Access { Access("security.device_id", kind: .deviceIdentifier) }
  /// The deep-link SDK's way to tell devices apart.
  public static var jmlinkDeviceID: Access { Access("jmlink.device_id", kind: .deviceIdentifier) }
}

extension Access where Value == InstalledApps {
  /// Account security.
  public static var securityAppList: Access { Access("security.app_list", kind: .installedApps) }
  /// The deep-link SDK's way to recognise where a link leads.
  public static var jmlinkAppList: Access { Access("jmlink.app_list", kind: .installedApps) }
}

extension Access where Value == Clip {
  /// The deep-link SDK's smoother jump.
  public static var jmlinkClipboard: Access { Access("jmlink.clipboard", kind: .clipboard) }
}

extension Access where Value == Never {
  /// The deep-link SDK: model and system version.
  public static var jmlinkDeviceInfo: Access { Access("jmlink.device_info", kind: "device.info_any") }
  /// The deep-link SDK: the kind of network.
  public static var jmlinkNetwork: Access { Access("jmlink.network", kind: "net.access") }
}

extension Recipient {
  /// The deep-link SDK: six accesses in four data–purpose pairs.
  public static var jmlink: Recipient {
    Recipient(
      "jmlink",
      all: [
        Access<DeviceIdentifier>.jmlinkDeviceID.id, Access<Never>.jmlinkDeviceInfo.id,
        Access<Never>.jmlinkNetwork.id, Access<Fix>.jmlinkLocation.id,
        Access<InstalledApps>.jmlinkAppList.id, Access<Clip>.jmlinkClipboard.id,
      ])
  }
}
