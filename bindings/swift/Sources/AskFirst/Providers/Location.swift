import Foundation

/// The positioning service as the provider sees it. On iOS it is `CLLocationManager`.
public protocol LocationSource: Sendable {
  /// What the system says about permission and switch.
  func system() async -> SystemState
  /// Shows the system's dialog.
  func askSystem() async -> SystemState
  /// Takes one position. `approximate` asks for no more than the surroundings.
  func position(approximate: Bool) async -> Outcome<Fix>
  /// Takes positions until the stream is dropped.
  func positions(approximate: Bool) async -> AsyncStream<Fix>
}

/// Reads the position, precise or approximate.
public struct LocationProvider<Source: LocationSource>: Provider {
  private let source: Source
  private let approximate: Bool

  /// - Parameters:
  ///   - source: the positioning service.
  ///   - approximate: whether to ask for no more than the surroundings, which is a kind of its own.
  public init(_ source: Source, approximate: Bool) {
    self.source = source
    self.approximate = approximate
  }

  /// What the system says about permission and switch.
  public func system() async -> SystemState { await source.system() }

  /// Shows the system's dialog.
  public func askSystem() async -> SystemState { await source.askSystem() }

  /// Takes one position.
  public func read(_ permit: Permit) async -> Outcome<Fix> {
    // PERMIT: location ProvidersTests/testThePositionIsNotTakenWithoutAGoodPermit
    guard permit.spend() else { return .void }
    // PERMIT-END
    return await source.position(approximate: approximate)
  }

  /// Takes positions until consent ends.
  public func stream(_ permit: Permit) async -> AsyncStream<Fix>? {
    // PERMIT: positions ProvidersTests/testNoStreamIsBegunWithoutAGoodPermit
    guard permit.spend() else { return nil }
    // PERMIT-END
    return await source.positions(approximate: approximate)
  }
}

#if canImport(CoreLocation)
  import CoreLocation

  /// The system's positioning service, while the app is in use.
  public struct SystemLocation: LocationSource {
    /// The system's positioning service.
    public init() {}

    /// What the system says. The purpose string is looked for first: without it
    /// the system would end the app at the request.
    @MainActor public func system() async -> SystemState {
      guard Bundle.main.object(forInfoDictionaryKey: "NSLocationWhenInUseUsageDescription") != nil
      else { return SystemState(permission: .unavailable) }
      return Self.state(of: CLLocationManager().authorizationStatus)
    }

    /// Shows the system's dialog and waits for the person.
    @MainActor public func askSystem() async -> SystemState {
      let present = await system()
      guard present.permission == .notAsked else { return present }
      return Self.state(of: await LocationAsker().ask())
    }

    /// Takes one position.
    @MainActor public func position(approximate: Bool) async -> Outcome<Fix> {
      for await fix in Self.listen(approximate: approximate, once: true) { return fix }
      return .missing(.failed)
    }

    /// Takes positions until the stream is dropped.
    @MainActor public func positions(approximate: Bool) async -> AsyncStream<Fix> {
      let all = Self.listen(approximate: approximate, once: false)
      return AsyncStream { continuation in
        let task = Task {
          for await outcome in all {
            if case .value(let fix) = outcome { continuation.yield(fix) }
          }
          continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
      }
    }

    @MainActor private static func listen(approximate: Bool, once: Bool) -> AsyncStream<Outcome<Fix>> {
      AsyncStream { continuation in
        let listener = LocationListener(approximate: approximate) { continuation.yield($0) }
        continuation.onTermination = { _ in Task { @MainActor in listener.stop() } }
        listener.start(once: once)
      }
    }

    private static func state(of status: CLAuthorizationStatus) -> SystemState {
      let on = CLLocationManager.locationServicesEnabled()
      switch status {
      case .notDetermined: return SystemState(permission: .notAsked, switchedOn: on)
      case .restricted, .denied: return SystemState(permission: .denied, switchedOn: on)
      case .authorizedAlways, .authorizedWhenInUse:
        return SystemState(permission: .granted, switchedOn: on)
      // A status of a later system is no permission until somebody has decided what it means.
      @unknown default: return SystemState(permission: .denied, switchedOn: on)
      }
    }
  }

  /// Shows the system's dialog once.
  @MainActor private final class LocationAsker: NSObject, @preconcurrency CLLocationManagerDelegate {
    private let manager = CLLocationManager()
    private var waiter: CheckedContinuation<CLAuthorizationStatus, Never>?

    func ask() async -> CLAuthorizationStatus {
      await withCheckedContinuation { waiter in
        self.waiter = waiter
        manager.delegate = self
        manager.requestWhenInUseAuthorization()
      }
    }

    func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
      // The delegate is also called once when it is set, before the person has answered.
      guard manager.authorizationStatus != .notDetermined else { return }
      waiter?.resume(returning: manager.authorizationStatus)
      waiter = nil
    }
  }

  /// Listens for positions.
  @MainActor private final class LocationListener: NSObject, @preconcurrency CLLocationManagerDelegate {
    private let manager = CLLocationManager()
    private let approximate: Bool
    private let report: (Outcome<Fix>) -> Void

    init(approximate: Bool, report: @escaping (Outcome<Fix>) -> Void) {
      self.approximate = approximate
      self.report = report
      super.init()
      manager.delegate = self
      manager.desiredAccuracy = approximate ? kCLLocationAccuracyReduced : kCLLocationAccuracyBest
    }

    func start(once: Bool) {
      if once { manager.requestLocation() } else { manager.startUpdatingLocation() }
    }

    func stop() { manager.stopUpdatingLocation() }

    func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
      guard let location = locations.last else { return report(.missing(.noValue)) }
      // A precise access must not pass an approximate position off as what was asked for.
      let reduced = manager.accuracyAuthorization == .reducedAccuracy
      report(
        .value(
          Fix(
            latitude: location.coordinate.latitude, longitude: location.coordinate.longitude,
            accuracy: location.horizontalAccuracy, isApproximate: approximate || reduced,
            atMilliseconds: Int64(location.timestamp.timeIntervalSince1970 * 1000))))
    }

    func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
      report(.missing(.failed))
    }
  }
#endif
