/// Waits for a task that others may be waiting for as well. The caller's own
/// cancellation ends its waiting at once and leaves the task alone.
func joined<Value: Sendable>(_ task: Task<Value, Never>) async -> Value? {
  let waiter = Locked<CheckedContinuation<Value?, Never>?>(nil)
  let cancelled = Locked(false)
  return await withTaskCancellationHandler {
    await withCheckedContinuation { continuation in
      waiter.with { $0 = continuation }
      if cancelled.with({ $0 }) { waiter.take()?.resume(returning: nil) }
      Task {
        let value = await task.value
        waiter.take()?.resume(returning: value)
      }
    }
  } onCancel: {
    cancelled.with { $0 = true }
    waiter.take()?.resume(returning: nil)
  }
}

extension Locked {
  /// Takes the value out, so that only one of several callers gets it.
  func take<Inner>() -> Inner? where Value == Inner? {
    with { value in
      defer { value = nil }
      return value
    }
  }
}

/// Shows one system dialog at a time for each kind; who comes later joins it.
actor SystemDialogs {
  private let providers: Providers
  private var open: [String: Task<SystemState, Never>] = [:]

  init(providers: Providers) { self.providers = providers }

  func task(forKind kind: String) -> Task<SystemState, Never> {
    if let task = open[kind] { return task }
    let task = Task { [providers] in
      let seen = await providers.askSystem(ofKind: kind)
      self.closed(kind)
      return seen
    }
    open[kind] = task
    return task
  }

  private func closed(_ kind: String) { open[kind] = nil }
}
