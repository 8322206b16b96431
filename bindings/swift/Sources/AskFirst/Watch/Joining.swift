/// Runs works that may not hear of a cancellation, such as a dialog of the system,
/// and gives the first result; a work that ends with nil has none. The others are
/// cancelled and left to themselves: what they give later goes nowhere.
///
/// The caller's own cancellation ends its waiting at once, with nil.
func abandonable<Value: Sendable>(_ works: (@Sendable () async -> Value?)...) async -> Value? {
  let race = Race<Value>()
  let tasks = works.map { work in
    Task { if let value = await work() { race.end(value) } }
  }
  let first = await withTaskCancellationHandler {
    await race.ended()
  } onCancel: {
    race.end(nil)
  }
  for task in tasks { task.cancel() }
  return first
}

/// The first of several ends counts, whether somebody waits for it already or not.
private final class Race<Value: Sendable>: Sendable {
  private enum State {
    case running(CheckedContinuation<Value?, Never>?)
    case over(Value?)
  }

  private let state = Locked(State.running(nil))

  func end(_ value: Value?) {
    let waiter = state.with { state -> CheckedContinuation<Value?, Never>? in
      guard case .running(let waiter) = state else { return nil }
      state = .over(value)
      return waiter
    }
    waiter?.resume(returning: value)
  }

  func ended() async -> Value? {
    await withCheckedContinuation { waiter in
      let isWaiting = state.with { state in
        guard case .running = state else { return false }
        state = .running(waiter)
        return true
      }
      if !isWaiting { waiter.resume(returning: value) }
    }
  }

  private var value: Value? {
    state.with { state in
      if case .over(let value) = state { value } else { nil }
    }
  }
}

/// Waits; false if the task was cancelled meanwhile.
func pause(milliseconds: UInt64) async -> Bool {
  let day: UInt64 = 24 * 60 * 60 * 1_000
  return (try? await Task.sleep(nanoseconds: min(milliseconds, day) * 1_000_000)) != nil
}
