internal import AskFirstBridge

/// Joining data with other data.
///
/// The library says whether data may be joined and records that they are. That the app
/// asks, and stops when it must, the library cannot enforce.
public struct Joins: Sendable {
  let hub: Hub

  /// Asks whether the data behind these accesses may be joined, and records that they are.
  ///
  /// Each of them needs its own consent. Data that name nobody by themselves need one for
  /// the joining, which is asked for like any other. What the policy promises never to
  /// join is refused, whatever the person agreed to.
  public func open(_ accesses: [AccessID], ask: Ask = .ifNew) async -> Joined {
    let gates = accesses.map(hub.index)
    let screen = hub.surroundings.hasScreen
    let closed = Joined.refused(Task.isCancelled ? .cancelled : .fault)
    let joined = await hub.link.wait(closed) {
      switch try await $0.join(gates: gates, ask: ask.bridged, screen: screen) {
      case .open(let id): .open(Join(id: id, hub: hub))
      case .shut(let shut): .refused(Shut(shut))
      }
    }
    await hub.keeper.keep(hub.link.anchor())
    return joined
  }
}

/// Whether data may be joined.
public enum Joined: Sendable {
  /// They may, until the join is ended or its process is.
  case open(Join)
  /// They may not.
  case refused(Shut)
}

/// A join that was opened.
public struct Join: Sendable {
  let id: UInt64
  let hub: Hub

  /// Why the join may not go on; nil while it may. To be asked before each use of joined data.
  public func whyShut() async -> Shut? {
    let id = id
    return await hub.link.wait(.fault) { try await $0.whyJoinEnds(join: id).map(Shut.init) }
  }

  /// Ends the join: from now on each kind counts by itself again. False if it has ended already.
  public func end() async -> Bool {
    let id = id
    return await hub.act(false) { try await $0.endJoin(join: id) }
  }
}
