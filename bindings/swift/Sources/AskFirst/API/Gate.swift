/// The door for one access. Cheap to make and to copy.
public struct Gate<Value: Sendable>: Sendable {
  /// The access behind it.
  public let id: AccessID
  let kind: Kind<Value>
  let slot: Slot
  let hub: Hub

  /// Whether consent opens the gate at this moment. Memory only: asks nobody,
  /// looks at no permission of the system, and costs a load or two.
  public var isOpen: Bool { Link.isOpen(slot.token) }

  /// The state for a screen to draw, now.
  public var state: GateState { hub.link.state(slot.index) }

  /// The state for a screen to draw, now and after every change.
  public var states: AsyncStream<GateState> { hub.states(slot) }

  /// Asks if need be, waits for the person and reads once.
  ///
  /// Ends in one of three cases, always. A cancelled task gets `.shut`.
  public func read(ask: Ask = .ifNew) async -> Read<Value> { await receipt(ask: ask).read }

  /// Reads once like `read`, and says which entry of the ledger allowed it.
  public func receipt(ask: Ask = .ifNew) async -> Receipt<Value> {
    switch await hub.pass(slot, ask) {
    case .shut(let shut): return Receipt(read: .shut(shut), entry: nil)
    case .granted(let permit):
      guard let provider = hub.options.providers.provider(for: kind) else {
        return Receipt(read: hub.close(permit, .missing(.notOffered)), entry: permit.entry)
      }
      return Receipt(read: await hub.read(provider, permit), entry: permit.entry)
    }
  }

  /// Asks if need be and reads nothing: for a switch on a settings page.
  public func ask(_ ask: Ask = .tapped) async -> Answered {
    switch await hub.pass(slot, ask) {
    case .shut(let shut): return .shut(shut)
    case .granted(let permit):
      _ = permit.finish(.noValue)
      return .given
    }
  }

  /// Runs code of the app's own behind the gate, vendor SDKs included.
  ///
  /// Rethrows what the body throws and nothing else. What the body returns is
  /// dropped if consent ended meanwhile.
  public func use<Result: Sendable>(
    ask: Ask = .ifNew, isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Result
  ) async rethrows -> Read<Result> {
    switch await hub.pass(slot, ask) {
    case .shut(let shut): return .shut(shut)
    case .granted(let permit):
      guard permit.spend() else { return hub.close(permit, .void) }
      do {
        return hub.close(permit, .value(try await body()))
      } catch {
        _ = permit.finish(.failed)
        throw error
      }
    }
  }

  /// Reads continually. The stream ends when consent ends, when the kind has no
  /// stream, and when its reader goes; a value that arrives after a withdrawal
  /// is dropped.
  public func updates(ask: Ask = .ifNew) -> AsyncStream<Value> {
    AsyncStream { continuation in
      let task = Task {
        await pump(ask) { continuation.yield($0) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func pump(_ ask: Ask, _ yield: @escaping @Sendable (Value) -> Void) async {
    guard case .granted(let first) = await hub.pass(slot, ask) else { return }
    guard let values = await hub.options.providers.provider(for: kind)?.stream(first) else {
      _ = first.finish(.notOffered)
      return
    }
    guard first.finish(nil) == nil else { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for await value in values {
          // Each value is a read of its own, with a permit of its own.
          guard case .granted(let permit) = await hub.pass(slot, .never), permit.spend(),
            permit.finish(nil) == nil
          else { return }
          yield(value)
        }
      }
      group.addTask {
        for await state in hub.states(slot) where !state.isOpen { return }
      }
      await group.next()
      group.cancelAll()
    }
  }
}
