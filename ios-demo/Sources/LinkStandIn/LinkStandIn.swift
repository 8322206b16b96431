import Foundation

/// What the SDK gets from its host, and nothing beside it. A nil is a no.
public protocol LinkData: Sendable {
  /// An identifier of the device.
  func deviceID() async -> String?
  /// Model and system version.
  func device() async -> String?
  /// The kind of network.
  func network() async -> String?
  /// The region, roughly.
  func region() async -> String?
  /// Installed apps that the link could lead to.
  func installedApps() async -> [String]?
  /// The clipboard's text.
  func clipboard() async -> String?
}

/// What an invitation link led to.
public enum Invitation: Sendable, Equatable {
  /// Straight to a project.
  case direct(project: String)
  /// The clipboard was read and held no invitation.
  case noLink
  /// The clipboard was not to be read; the code has to be typed.
  case byHand
}

/// A stand-in for a deep-link SDK, written for this demo.
///
/// The real one is not part of the app. This one reaches data only through what
/// its host hands over at the start, so that the demo can show what such an SDK
/// gets and what it does not.
public actor LinkStandIn {
  private var data: (any LinkData)?
  /// How often it was started in this process.
  public private(set) var starts = 0

  /// Not started.
  public init() {}

  /// Whether it runs.
  public var isRunning: Bool { data != nil }

  /// Starts with what the host hands over.
  public func start(with data: any LinkData) {
    self.data = data
    starts += 1
  }

  /// Stops and forgets what it was handed.
  public func stop() { data = nil }

  /// Follows an invitation; nil while it does not run.
  public func resolve() async -> Invitation? {
    guard let data else { return nil }
    // Like its model it wants everything, and takes a no for an answer.
    _ = await data.deviceID()
    _ = await data.device()
    _ = await data.network()
    _ = await data.region()
    _ = await data.installedApps()
    guard let text = await data.clipboard() else { return .byHand }
    guard let project = Self.project(in: text) else { return .noLink }
    return .direct(project: project)
  }

  private static func project(in text: String) -> String? {
    guard let link = text.range(of: "https://invite.example/p/") else { return nil }
    let name = text[link.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }
}
