import Foundation

/// Where an identifier of the device comes from.
public protocol IdentifierSource: Sendable {
  /// What the system says about permission.
  func system() async -> SystemState
  /// Shows the system's dialog, where there is one.
  func askSystem() async -> SystemState
  /// Reads the identifier; nil where the system has none now.
  func identifier() async -> UUID?
}

/// Reads one identifier of the device. Where the system does not offer it, the
/// answer is `notOffered`; another identifier never takes its place.
public struct IdentifierProvider<Source: IdentifierSource>: Provider {
  private let source: Source

  /// - Parameter source: the one identifier that this provider reads.
  public init(_ source: Source) { self.source = source }

  /// What the system says about permission.
  public func system() async -> SystemState { await source.system() }

  /// Shows the system's dialog, where there is one.
  public func askSystem() async -> SystemState { await source.askSystem() }

  /// Reads the identifier. All zeros is the system's way to say that it gives none.
  public func read(_ permit: Permit) async -> Outcome<DeviceIdentifier> {
    // PERMIT: identifier ProvidersTests/testTheIdentifierIsNotReadWithoutAGoodPermit
    guard permit.spend() else { return .void }
    // PERMIT-END
    guard let found = await source.identifier() else { return .missing(.noValue) }
    guard found.uuidString.contains(where: { $0 != "0" && $0 != "-" }) else {
      return .missing(.notOffered)
    }
    return .value(DeviceIdentifier(found))
  }
}

#if canImport(UIKit)
  import UIKit

  /// `identifierForVendor`, for which the system does not ask.
  public struct VendorIdentifier: IdentifierSource {
    /// The identifier for the app's vendor.
    public init() {}
    /// The system does not ask.
    public func system() async -> SystemState { SystemState() }
    /// The system does not ask.
    public func askSystem() async -> SystemState { SystemState() }
    /// Reads it; nil before the device was first unlocked.
    @MainActor public func identifier() async -> UUID? { UIDevice.current.identifierForVendor }
  }
#endif

#if canImport(AppTrackingTransparency) && canImport(AdSupport)
  import AdSupport
  import AppTrackingTransparency

  #if canImport(UIKit)
    import UIKit
  #endif

  /// The advertising identifier, behind the system's tracking dialog.
  public struct AdvertisingIdentifier: IdentifierSource {
    /// The advertising identifier.
    public init() {}

    /// What the system says. The purpose string is looked for first: without it
    /// the system would end the app at the request.
    public func system() async -> SystemState {
      guard Bundle.main.object(forInfoDictionaryKey: "NSUserTrackingUsageDescription") != nil
      else { return SystemState(permission: .unavailable) }
      return Self.state(of: ATTrackingManager.trackingAuthorizationStatus)
    }

    /// Shows the system's dialog. It is dropped without a word while the app is
    /// not active; the status then stays undetermined, which is not a refusal.
    @MainActor public func askSystem() async -> SystemState {
      let present = await system()
      guard present.permission == .notAsked else { return present }
      #if canImport(UIKit)
        guard UIApplication.shared.applicationState == .active else { return present }
      #endif
      return Self.state(of: await ATTrackingManager.requestTrackingAuthorization())
    }

    /// Reads it; all zeros where tracking is not allowed.
    public func identifier() async -> UUID? { ASIdentifierManager.shared().advertisingIdentifier }

    private static func state(of status: ATTrackingManager.AuthorizationStatus) -> SystemState {
      switch status {
      case .notDetermined: return SystemState(permission: .notAsked)
      case .restricted, .denied: return SystemState(permission: .denied)
      case .authorized: return SystemState(permission: .granted)
      // A status of a later system is no permission until somebody has decided what it means.
      @unknown default: return SystemState(permission: .denied)
      }
    }
  }
#endif
