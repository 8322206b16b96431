import Foundation

/// A value that many can watch: each stream begins with the present value and
/// then brings every later one, but only the newest if its reader is slow.
final class Latest<Value: Sendable & Equatable>: Sendable {
  private struct State {
    var value: Value
    var ended = false
    var readers: [UUID: AsyncStream<Value>.Continuation] = [:]
  }

  private let state: Locked<State>
  private let audience: (@Sendable (Int) -> Void)?

  /// - Parameter audience: is told how many streams are read, after each change.
  init(_ value: Value, audience: (@Sendable (Int) -> Void)? = nil) {
    state = Locked(State(value: value))
    self.audience = audience
  }

  var value: Value { state.with { $0.value } }

  /// Publishes a value, unless it is the present one.
  func publish(_ value: Value) {
    state.with { state in
      guard state.value != value, !state.ended else { return }
      state.value = value
      // Inside the lock, so that two publishers cannot deliver in the wrong order.
      for reader in state.readers.values { reader.yield(value) }
    }
  }

  /// Ends every stream. A stream made later holds the last value and ends.
  func end() {
    let readers = state.with { state in
      state.ended = true
      defer { state.readers = [:] }
      return state.readers.values.map { $0 }
    }
    for reader in readers { reader.finish() }
  }

  func stream() -> AsyncStream<Value> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Value.self, bufferingPolicy: .bufferingNewest(1))
    let id = UUID()
    continuation.onTermination = { [weak self] _ in self?.leave(id) }
    let count = state.with { state in
      continuation.yield(state.value)
      if state.ended {
        continuation.finish()
      } else {
        state.readers[id] = continuation
      }
      return state.readers.count
    }
    audience?(count)
    return stream
  }

  private func leave(_ id: UUID) {
    let count = state.with { state in
      state.readers[id] = nil
      return state.readers.count
    }
    audience?(count)
  }
}
