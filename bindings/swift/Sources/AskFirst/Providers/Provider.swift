/// What the system says about one kind at this moment, apart from any consent.
public struct SystemState: Sendable, Hashable {
  /// The system's own permission for a kind.
  public enum Permission: Sendable, Hashable, CaseIterable {
    /// The system does not ask for this kind; the guard is the only door.
    case notNeeded
    /// The system allows it.
    case granted
    /// The system has not asked the person yet.
    case notAsked
    /// The system refuses it.
    case denied
    /// The system does not offer it, or the app lacks what it must declare.
    case unavailable
  }

  /// The permission.
  public var permission: Permission
  /// Whether the system-wide switch, such as location services, is on.
  public var switchedOn: Bool

  /// Describes what the system says.
  public init(permission: Permission = .notNeeded, switchedOn: Bool = true) {
    self.permission = permission
    self.switchedOn = switchedOn
  }
}

/// What the core is told with each request: the system's state, and where the app stands.
struct Moment: Sendable, Hashable {
  var system: SystemState
  var foreground: Bool
  var screen: Bool
}

/// Reads one kind of personal data, and needs a permit for it.
///
/// A provider spends the permit immediately before the call of the framework and
/// makes that call only if spending succeeded: that is where a withdrawal that
/// came a moment ago is noticed. Looking at metadata is a read as well.
public protocol Provider<Value>: Sendable {
  /// What it hands out.
  associatedtype Value: Sendable
  /// What the system says now. Must not read anything.
  func system() async -> SystemState
  /// Shows the system's own dialog and returns what the system says afterwards.
  func askSystem() async -> SystemState
  /// Reads once.
  func read(_ permit: Permit) async -> Outcome<Value>
  /// Begins to read continually; nil if this kind has no stream.
  func stream(_ permit: Permit) async -> AsyncStream<Value>?
}

extension Provider {
  /// The system does not ask for this kind.
  public func system() async -> SystemState { SystemState() }
  /// There is no dialog of the system.
  public func askSystem() async -> SystemState { await system() }
  /// There is no stream of this kind.
  public func stream(_ permit: Permit) async -> AsyncStream<Value>? { nil }
}

/// How a provider's read ended.
public enum Outcome<Value: Sendable>: Sendable {
  /// The framework gave a value.
  case value(Value)
  /// The framework had none to give.
  case missing(Missing)
  /// The permit was void: nothing was called.
  case void

  var missing: Missing? {
    if case .missing(let missing) = self { missing } else { nil }
  }
}

/// Proof of an Allow, for one read. Only the guard makes permits, so that one
/// search for this type lists every read of personal data in an app.
public final class Permit: Sendable {
  let id: UInt64
  /// The ledger entry that allowed the read.
  public let entry: UInt64
  private let link: Link
  private let tried = Locked(false)

  init(id: UInt64, entry: UInt64, link: Link) {
    self.id = id
    self.entry = entry
    self.link = link
  }

  /// Uses the permit up; true once at most, and only while it is still good.
  ///
  /// Costs no disk access. Call it directly before the framework is called.
  public func spend() -> Bool {
    tried.with { $0 = true }
    return link.spend(id)
  }

  /// Ends the permit; what comes back replaces the answer.
  func finish(_ missing: Missing?) -> Shut? { link.finish(id, missing: missing) }

  var wasTried: Bool { tried.with { $0 } }
}

/// The providers of a guard, by kind.
public struct Providers: Sendable {
  private var table: [String: any Sendable] = [:]

  /// No provider at all: every kind is reached through `use` only.
  public init() {}

  /// Sets the provider of a kind, in place of an earlier one.
  public mutating func set<P: Provider>(_ provider: P, for kind: Kind<P.Value>) {
    table[kind.id] = AnyProvider(provider)
  }

  func provider<Value>(for kind: Kind<Value>) -> AnyProvider<Value>? {
    table[kind.id] as? AnyProvider<Value>
  }

  /// What the system says about a kind, without knowing its value type.
  func system(ofKind id: String) async -> SystemState {
    await (table[id] as? any SystemAsking)?.system() ?? SystemState()
  }

  func askSystem(ofKind id: String) async -> SystemState {
    await (table[id] as? any SystemAsking)?.askSystem() ?? SystemState()
  }
}

private protocol SystemAsking: Sendable {
  func system() async -> SystemState
  func askSystem() async -> SystemState
}

/// A provider without its own type. A constrained `any Provider<Value>` would need iOS 16 at run time.
struct AnyProvider<Value: Sendable>: SystemAsking {
  private let systemState: @Sendable () async -> SystemState
  private let asking: @Sendable () async -> SystemState
  private let reading: @Sendable (Permit) async -> Outcome<Value>
  private let streaming: @Sendable (Permit) async -> AsyncStream<Value>?

  init<P: Provider>(_ provider: P) where P.Value == Value {
    systemState = { await provider.system() }
    asking = { await provider.askSystem() }
    reading = { await provider.read($0) }
    streaming = { await provider.stream($0) }
  }

  func system() async -> SystemState { await systemState() }
  func askSystem() async -> SystemState { await asking() }
  func read(_ permit: Permit) async -> Outcome<Value> { await reading(permit) }
  func stream(_ permit: Permit) async -> AsyncStream<Value>? { await streaming(permit) }
}
