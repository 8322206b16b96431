import Foundation

/// A value that many can watch: each stream begins with the present value and
/// then brings every later one, but only the newest if its reader is slow.
///
/// **Invariant:** no reader is resumed, finished or told anything inside the
/// lock. Resuming a task takes the runtime's own lock of that task; whoever
/// cancels the task holds that lock while it comes here to leave. With a
/// resumption inside the lock the two wait for each other for ever.
final class Latest<Value: Sendable & Equatable>: Sendable {
  /// How many streams are read. Of two counts that overtook each other on their
  /// way, the one with the higher number is the true one.
  struct Audience: Sendable {
    let number: Int
    let count: Int
  }

  private struct Reader {
    let stream: AsyncStream<Value>.Continuation
    /// Whether it has not been given the present value yet.
    var isBehind = true
  }

  private struct State {
    var value: Value
    var hasEnded = false
    var readers: [UUID: Reader] = [:]
    /// Whether a thread is handing values out; it also does what comes meanwhile.
    var isDelivering = false
    var changes = 0
  }

  private let state: Locked<State>
  private let audience: (@Sendable (Audience) -> Void)?

  /// - Parameter audience: is told how many streams are read, after each change.
  init(_ value: Value, audience: (@Sendable (Audience) -> Void)? = nil) {
    state = Locked(State(value: value))
    self.audience = audience
  }

  var value: Value { state.with { $0.value } }

  /// Publishes a value, unless it is the present one.
  func publish(_ value: Value) {
    state.with { state in
      guard state.value != value, !state.hasEnded else { return }
      state.value = value
      for id in state.readers.keys { state.readers[id]?.isBehind = true }
    }
    deliver()
  }

  /// Ends every stream. A stream made later holds the last value and ends.
  func end() {
    state.with { $0.hasEnded = true }
    deliver()
  }

  func stream() -> AsyncStream<Value> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Value.self, bufferingPolicy: .bufferingNewest(1))
    let id = UUID()
    // Set before anybody else can finish the stream, so that leaving is never missed.
    continuation.onTermination = { [weak self] _ in self?.leave(id) }
    tell(changed { $0.readers[id] = Reader(stream: continuation) })
    deliver()
    return stream
  }

  private func leave(_ id: UUID) {
    tell(changed { $0.readers[id] = nil })
  }

  private func changed(_ body: (inout State) -> Void) -> Audience {
    state.with { state in
      body(&state)
      state.changes += 1
      return Audience(number: state.changes, count: state.readers.count)
    }
  }

  private func tell(_ now: Audience) { audience?(now) }

  // MARK: handing out

  private struct Round {
    let value: Value
    let readers: [Reader]
    let isLast: Bool
  }

  /// Gives the present value to whoever is behind. One thread at a time does it,
  /// so that no reader gets an older value after a newer one.
  private func deliver() {
    let isMine = state.with { state in
      defer { state.isDelivering = true }
      return !state.isDelivering
    }
    guard isMine else { return }
    while let round = nextRound() {
      for reader in round.readers {
        if reader.isBehind { reader.stream.yield(round.value) }
        if round.isLast { reader.stream.finish() }
      }
    }
  }

  private func nextRound() -> Round? {
    state.with { state in
      let due = state.readers.filter { state.hasEnded || $0.value.isBehind }
      guard !due.isEmpty else {
        state.isDelivering = false
        return nil
      }
      for id in due.keys {
        if state.hasEnded { state.readers[id] = nil } else { state.readers[id]?.isBehind = false }
      }
      return Round(value: state.value, readers: Array(due.values), isLast: state.hasEnded)
    }
  }
}
