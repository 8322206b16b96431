/// Runs work that may not hear of a cancellation, such as a dialog of the system.
/// The caller's own cancellation ends its waiting at once, with nil, and cancels the work.
func abandonable<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value? {
  let task = Task { await work() }
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
    task.cancel()
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
