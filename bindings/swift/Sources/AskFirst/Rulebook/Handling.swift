internal import AskFirstBridge

/// What may be done with data after they were read.
///
/// The library answers and records. It never sees the data, so it cannot stop an app that
/// does not ask. A nil is a yes; otherwise the answer says why not.
public struct Handling: Sendable {
  let hub: Hub

  /// Whether what was read behind an access may be kept. A permission to use may forbid it.
  public func keep(_ id: AccessID) async -> Shut? {
    await why { try await $0.keep(gate: $1.index(id)) }
  }

  /// Whether what was read may be passed on through the recipient's own access.
  public func pass(_ id: AccessID, to recipients: AccessID) async -> Shut? {
    await why { try await $0.passOn(from: $1.index(id), to: $1.index(recipients)) }
  }

  /// Whether data of a kind may go to somebody as statistics: only what the policy calls anonymised.
  public func release(kind: String, to recipient: String) async -> Shut? {
    await why { bridge, _ in try await bridge.releaseStatistics(kind: kind, to: recipient) }
  }

  /// Records how a source was shown to have come by its data lawfully; `reference` says where that can be found.
  ///
  /// False for a source that the policy does not name, or an empty reference.
  public func prove(source: String, reference: String) async -> Bool {
    await hub.act(false) { try await $0.proveSource(source: source, reference: reference) }
  }

  private func why(
    _ body: @escaping @Sendable (Bridge, Hub) async throws -> AskFirstBridge.Shut?
  ) async -> Shut? {
    await hub.link.act(.fault) { [hub] in try await body($0, hub).map(Shut.init) }
  }
}
