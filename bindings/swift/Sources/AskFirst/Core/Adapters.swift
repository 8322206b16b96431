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
  func start(_ recipient: String, _ moment: Moment) async -> Started {
    let started = await link.start(recipient, moment)
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
      switch obligation.action {
      case "stop":
        handled.insert(obligation.id)
        running[id] = nil
        let how = await adapter.stop() == .now ? "stopped" : "after_restart"
        _ = await link.confirm(obligation.id, how: how)
      case "erase":
        handled.insert(obligation.id)
        let how = await adapter.erase() == .now ? "erased" : "not_offered"
        _ = await link.confirm(obligation.id, how: how)
      // Any other duty is the app's own: it finds it in `Guard.obligations`.
      default: continue
      }
    }
    for (id, present) in running {
      guard let adapter = adapters[id] else { continue }
      let lines = link.recipient(id)?.all ?? adapter.recipient.all
      let allowed = Set(lines.filter { Link.isOpen(link.token(link.gate($0))) })
      guard allowed != present.allowed, !allowed.isEmpty else { continue }
      running[id]?.allowed = allowed
      await adapter.changed(allowed: allowed)
    }
  }
}
