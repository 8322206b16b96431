/// Starts, changes and stops the SDKs behind their adapters, one call at a time for each.
actor AdapterDesk {
  private struct Running {
    var allowed: Set<AccessID>
    var start: Task<Void, Never>
  }

  private let link: Link
  private let adapters: [String: any SDKAdapter]
  private var running: [String: Running] = [:]
  private var handled: Set<UInt64> = []

  init(link: Link, adapters: [any SDKAdapter]) {
    self.link = link
    self.adapters = Dictionary(adapters.map { ($0.recipient.id, $0) }) { first, _ in first }
  }

  /// Asks the core and, if the row is agreed, starts the SDK once in this process.
  func start(_ recipient: String, tapped: Bool) async -> Started {
    let started = await link.start(recipient, tapped: tapped)
    guard case .running(let allowed) = started, let adapter = adapters[recipient] else { return started }
    if running[recipient] == nil {
      running[recipient] = Running(allowed: allowed, start: Task { await adapter.start(allowed: allowed) })
    }
    await running[recipient]?.start.value
    await settle()
    return started
  }

  /// Does what withdrawals left to do, and tells running SDKs what they may still use.
  func settle() async {
    for obligation in link.obligations() where !handled.contains(obligation.id) {
      guard let id = obligation.recipient, let adapter = adapters[id] else { continue }
      // What the app itself kept is the app's own to purge: it finds that in `Guard.obligations`.
      guard obligation.action == .stop else { continue }
      handled.insert(obligation.id)
      running[id] = nil
      let stopped = await adapter.stop()
      _ = await adapter.erase()
      _ = await link.confirm(obligation.id, stopped == .now ? .done : .afterRestart)
    }
    for (id, present) in running.sorted(by: { $0.key < $1.key }) {
      guard let adapter = adapters[id] else { continue }
      let lines = link.declared().filter { $0.recipient == id }.map(\.id)
      let allowed = Set(lines.filter { Link.isOpen(link.token(link.gate($0))) })
      guard allowed != present.allowed, !allowed.isEmpty else { continue }
      running[id]?.allowed = allowed
      await adapter.changed(allowed: allowed)
    }
  }
}
