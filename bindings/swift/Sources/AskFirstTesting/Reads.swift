import AskFirst

/// Counts what reached the platform, below every check of the guard.
public final class Reads: Sendable {
  private let kinds = Locked<[String]>([])

  /// Starts at nothing.
  public init() {}

  /// The kinds that were read, in order.
  public var all: [String] { kinds.with { $0 } }

  /// Notes that a kind was read.
  public func note(_ kind: String) { kinds.with { $0.append(kind) } }
}

/// A provider that counts, with a system, an outcome and a delay that a test sets.
public final class FakeProvider<Value: Sendable>: Provider {
  private struct Script: Sendable {
    var system = SystemState()
    var answer: SystemState.Permission?
    var outcome: Outcome<Value>
    var dialogs = 0
    var hold: (@Sendable () async -> Void)?
    var holdDialog: (@Sendable () async -> Void)?
    var lookedAt: (@Sendable () -> Void)?
    var streams: [AsyncStream<Value>.Continuation] = []
  }

  /// The kind that this provider stands for.
  public let kind: Kind<Value>
  private let reads: Reads
  private let script: Locked<Script>

  /// - Parameters:
  ///   - kind: the kind that this provider stands for.
  ///   - reads: where reads are counted.
  ///   - outcome: what a read gives.
  public init(_ kind: Kind<Value>, reads: Reads, outcome: Outcome<Value>) {
    self.kind = kind
    self.reads = reads
    script = Locked(Script(outcome: outcome))
  }

  /// Sets what the system says, and what the person will answer in the system's dialog.
  public func system(_ state: SystemState, answers: SystemState.Permission? = nil) {
    script.with { script in
      script.system = state
      script.answer = answers
    }
  }

  /// Sets what a read gives.
  public func gives(_ outcome: Outcome<Value>) { script.with { $0.outcome = outcome } }

  /// Runs something between the framework's call and its return, as a slow system would.
  public func holds(_ body: (@Sendable () async -> Void)?) { script.with { $0.hold = body } }

  /// Runs something while the system's dialog is up.
  public func holdsDialog(_ body: (@Sendable () async -> Void)?) { script.with { $0.holdDialog = body } }

  /// Runs something whenever the guard asks what the system says.
  public func whenLookedAt(_ body: (@Sendable () -> Void)?) { script.with { $0.lookedAt = body } }

  /// How often the system's dialog was shown.
  public var dialogs: Int { script.with { $0.dialogs } }

  /// Sends a value to everyone who reads continually.
  public func emit(_ value: Value) {
    for stream in script.with({ $0.streams }) { stream.yield(value) }
  }

  /// What the system says.
  public func system() async -> SystemState {
    let (look, system) = script.with { ($0.lookedAt, $0.system) }
    look?()
    return system
  }

  /// Shows the system's dialog, with the answer that was scripted. Without one it is dropped unanswered.
  public func askSystem() async -> SystemState {
    let hold = script.with { script in
      script.dialogs += 1
      return script.holdDialog
    }
    await hold?()
    return script.with { script in
      if let answer = script.answer { script.system.permission = answer }
      return script.system
    }
  }

  /// Counts and gives what was scripted.
  public func read(_ permit: Permit) async -> Outcome<Value> {
    guard permit.spend() else { return .void }
    reads.note(kind.id)
    let (hold, outcome) = script.with { ($0.hold, $0.outcome) }
    await hold?()
    return outcome
  }

  /// Counts and gives a stream of what is emitted.
  public func stream(_ permit: Permit) async -> AsyncStream<Value>? {
    guard permit.spend() else { return nil }
    reads.note(kind.id)
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self)
    script.with { $0.streams.append(continuation) }
    return stream
  }
}
