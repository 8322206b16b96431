import Foundation

/// A value that was read about a person. No log line, test message or debugger
/// summary shows what is in it.
public protocol Personal: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
}

extension Personal {
  /// The type's name and nothing else.
  public var description: String { "\(Self.self)(..)" }
  /// The type's name and nothing else.
  public var debugDescription: String { description }
  /// A mirror without children, so that `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What lay on the clipboard.
public struct Clip: Personal, Hashable {
  /// The text, if there was one.
  public let text: String?
  /// The link, if there was one.
  public let link: URL?

  /// Wraps a clipboard's content.
  public init(text: String?, link: URL? = nil) {
    self.text = text
    self.link = link
  }
}

/// A position.
public struct Fix: Personal, Hashable {
  /// Degrees north.
  public let latitude: Double
  /// Degrees east.
  public let longitude: Double
  /// The radius within which the position lies, in metres.
  public let accuracy: Double
  /// Whether the person allowed only an approximate position.
  public let isApproximate: Bool
  /// When it was taken, in milliseconds since 1970 UTC.
  public let atMilliseconds: Int64

  /// Wraps a position.
  public init(
    latitude: Double, longitude: Double, accuracy: Double, isApproximate: Bool, atMilliseconds: Int64
  ) {
    self.latitude = latitude
    self.longitude = longitude
    self.accuracy = accuracy
    self.isApproximate = isApproximate
    self.atMilliseconds = atMilliseconds
  }
}

/// An identifier of the device.
public struct DeviceIdentifier: Personal, Hashable {
  /// The identifier.
  public let value: UUID

  /// Wraps an identifier.
  public init(_ value: UUID) { self.value = value }
}

/// Which of the asked-for apps are installed.
public struct InstalledApps: Personal, Hashable {
  /// The URL schemes that some app answers.
  public let answeringSchemes: Set<String>

  /// Wraps the answer.
  public init(answeringSchemes: Set<String>) { self.answeringSchemes = answeringSchemes }
}

extension Kind where Value == Clip {
  /// The clipboard's content; on iOS also whether there is any.
  public static var clipboard: Kind { Kind("clip.content") }
}

extension Kind where Value == Fix {
  /// The precise position.
  public static var preciseLocation: Kind { Kind("loc.precise") }
  /// The approximate position.
  public static var approximateLocation: Kind { Kind("loc.coarse") }
}

extension Kind where Value == DeviceIdentifier {
  /// An identifier of the device; on iOS the one for the app's vendor.
  public static var deviceIdentifier: Kind { Kind("device.id_any") }
  /// The advertising identifier.
  public static var advertisingIdentifier: Kind { Kind("device.idfa") }
}

extension Kind where Value == InstalledApps {
  /// Which other apps are installed.
  public static var installedApps: Kind { Kind("apps.installed") }
}
