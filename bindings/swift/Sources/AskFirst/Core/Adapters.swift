/// Starts, changes and stops the SDKs behind their adapters, one call at a time.
actor AdapterDesk {
  /// While it lasts, what an adapter calls itself is part of its turn.
  private final class Turn: Sendable {
    private let over = Locked(false)
    var isOver: Bool { over.with { $0 } }
    func end() { over.with { $0 = true } }
  }

  @TaskLocal private static var turn: Turn?

  private let link: Link
  private let adapters: [String: any SDKAdapter]
  private var running: [String: Set<AccessID>] = [:]
  /// How SDKs stopped that have nothing left to use, until they are started again.
  private var stopped: [String: Stopped] = [:]
  private var handled: Set<UInt64> = []
  private var last: Task<Void, Never>?

  init(link: Link, adapters: [any SDKAdapter]) {
    self.link = link
    self.adapters = Dictionary(adapters.map { ($0.recipient.id, $0) }) { first, _ in first }
  }

  var isAnyRunning: Bool { !running.isEmpty }

  /// Asks the core and, if the row is agreed, starts the SDK once in this process.
  func start(_ recipient: String, tapped: Bool) async -> Started {
    await inTurn {
      await self.startNow(recipient) { await self.link.start(recipient, tapped: tapped) }
    }
  }

  /// The same with another's decision, for tests of what lies between it and the start.
  func start(_ recipient: String, deciding: @escaping @Sendable () async -> Started) async -> Started {
    await inTurn { await self.startNow(recipient, deciding) }
  }

  private func startNow(
    _ recipient: String, _ decide: @Sendable () async -> Started
  ) async -> Started {
    for _ in 0..<3 {
      let started = await decide()
      guard case .running(let allowed) = started, let adapter = adapters[recipient] else { return started }
      // The core's answer may be old by now; what was withdrawn since then must not start.
      let open = allowed.filter(isOpen)
      if open.isEmpty { continue }
      if running[recipient] == nil {
        await adapter.start(allowed: open)
        running[recipient] = open
        stopped[recipient] = nil
      }
      await settleNow()
      return .running(allowed: open)
    }
    return .held(Shut(reason: .unsettled, remedy: .none))
  }

  /// Does what withdrawals left to do, and tells running SDKs what they may still use.
  func settle() async { await inTurn { await self.settleNow() } }

  private func settleNow() async {
    for obligation in link.obligations() where !handled.contains(obligation.id) {
      guard let id = obligation.recipient, let adapter = adapters[id] else { continue }
      // What the app itself kept is the app's own to purge: it finds that in `Guard.obligations`.
      guard obligation.action == .stop else { continue }
      handled.insert(obligation.id)
      running[id] = nil
      let outcome: Stopped
      if let earlier = stopped[id] { outcome = earlier } else { outcome = await adapter.stop() }
      _ = await adapter.erase()
      _ = await link.confirm(obligation.id, outcome == .now ? .done : .afterRestart)
    }
    for (id, before) in running.sorted(by: { $0.key < $1.key }) {
      guard let adapter = adapters[id], open(of: id) != before else { continue }
      // A gate is shut for a moment while the core looks at it again: only what stays counts.
      await link.settle()
      let allowed = open(of: id)
      guard allowed != before else { continue }
      if allowed.isEmpty {
        // Another account, another fact, a consent that ran out: nobody withdrew, so that nothing is owed.
        running[id] = nil
        stopped[id] = await adapter.stop()
      } else {
        running[id] = allowed
        await adapter.changed(allowed: allowed)
      }
    }
  }

  private nonisolated func open(of recipient: String) -> Set<AccessID> {
    Set(link.declared().filter { $0.recipient == recipient }.map(\.id).filter(isOpen))
  }

  private nonisolated func isOpen(_ id: AccessID) -> Bool { Link.isOpen(link.token(link.gate(id))) }

  /// One adapter's call at a time, in the order in which they came.
  private func inTurn<Answer: Sendable>(_ work: @escaping @Sendable () async -> Answer) async -> Answer {
    if let turn = AdapterDesk.turn, !turn.isOver { return await work() }
    let before = last
    let task = Task {
      await before?.value
      let turn = Turn()
      defer { turn.end() }
      return await AdapterDesk.$turn.withValue(turn) { await work() }
    }
    last = Task { _ = await task.value }
    return await task.value
  }
}
