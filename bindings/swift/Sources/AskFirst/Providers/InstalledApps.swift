import Foundation

/// Asks the system whether some app answers a URL scheme. On iOS it is `canOpenURL`.
public protocol AppPresenceSource: Sendable {
  /// Whether some app answers the scheme.
  func answers(scheme: String) async -> Bool
}

/// Finds out which apps of a list are installed. iOS has no list of all apps,
/// and asking for one by its scheme is the same access in small.
public struct InstalledAppsProvider<Source: AppPresenceSource>: Provider {
  private let source: Source
  private let schemes: [String]

  /// - Parameters:
  ///   - source: whom to ask.
  ///   - schemes: the schemes to ask for; on iOS those that the app declares under
  ///     `LSApplicationQueriesSchemes`.
  public init(_ source: Source, schemes: [String]) {
    self.source = source
    self.schemes = schemes
  }

  /// Asks for every scheme, under one permit. Without any scheme there is nothing to offer.
  public func read(_ permit: Permit) async -> Outcome<InstalledApps> {
    guard !schemes.isEmpty else { return .missing(.notOffered) }
    // PERMIT: apps ProvidersTests/testNoAppIsLookedForWithoutAGoodPermit
    guard permit.spend() else { return .void }
    // PERMIT-END
    var answering: Set<String> = []
    for scheme in schemes where await source.answers(scheme: scheme) {
      answering.insert(scheme)
    }
    return .value(InstalledApps(answeringSchemes: answering))
  }
}

#if canImport(UIKit)
  import UIKit

  /// The system's answer by `canOpenURL`.
  public struct SystemAppPresence: AppPresenceSource {
    /// The schemes that the app declares; the system answers no others.
    public static var declaredSchemes: [String] {
      Bundle.main.object(forInfoDictionaryKey: "LSApplicationQueriesSchemes") as? [String] ?? []
    }

    /// The system's answer.
    public init() {}

    /// Whether some app answers the scheme.
    @MainActor public func answers(scheme: String) async -> Bool {
      URL(string: "\(scheme)://").map(UIApplication.shared.canOpenURL) ?? false
    }
  }
#endif
