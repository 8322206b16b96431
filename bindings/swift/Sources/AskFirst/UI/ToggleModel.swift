/// What a consent's switch does, without any UI: shows the state, asks when it
/// is turned on, and withdraws when it is turned off.
@MainActor public final class ToggleModel {
  /// Whether the switch stands on.
  public private(set) var isOn = false {
    didSet { changes.publish(isOn) }
  }

  /// Whether the switch stands on, now and after every change.
  public var positions: AsyncStream<Bool> { changes.stream() }

  private let changes = Latest(false)
  private let hub: Hub
  private let slot: Slot
  private let withdrawing: @Sendable () async -> Withdrawn
  private var following: Task<Void, Never>?

  /// - Parameters:
  ///   - access: the access whose consent is switched.
  ///   - guarding: the guard.
  public init<Value>(_ access: Access<Value>, in guarding: Guard) {
    hub = guarding.hub
    slot = guarding.hub.slot(access.id, kind: access.kind.id)
    withdrawing = { [weak guarding] in await guarding?.withdraw(access) ?? .notDurable }
  }

  deinit {
    following?.cancel()
    changes.end()
  }

  /// Begins to follow the gate.
  public func appear() {
    guard following == nil else { return }
    let states = hub.states(slot)
    following = Task { [weak self] in
      for await state in states { self?.isOn = state.isOpen }
    }
  }

  /// Does what the person did with the switch, and returns how it ended.
  ///
  /// The switch moves only when the core has recorded an answer: a refusal leaves it off.
  @discardableResult public func turn(on: Bool) async -> Turned {
    let outcome: Turned
    if on {
      outcome = await ask()
    } else {
      outcome = .withdrawn(await withdrawing())
    }
    isOn = hub.link.state(slot.index).isOpen
    return outcome
  }

  private func ask() async -> Turned {
    switch await hub.pass(slot, .tapped) {
    case .shut(let shut): return .shut(shut)
    case .granted(let permit):
      _ = permit.finish(.noValue)
      return .given
    }
  }

  /// How turning the switch ended.
  public enum Turned: Sendable, Equatable {
    /// Given.
    case given
    /// Not given, and this is why.
    case shut(Shut)
    /// Withdrawn, or not.
    case withdrawn(Withdrawn)
  }
}
