internal import AskFirstBridge

/// Ways to withdraw, insisting on core data, and what past reads rested on.
public struct Withdrawals: Sendable {
  let hub: Hub

  /// How each consent can be taken back, in the pack's order.
  public var routes: [WithdrawalRoute] {
    hub.link.call([]) {
      try $0.withdrawalRoutes().map {
        WithdrawalRoute(
          access: AccessID($0.access), choice: $0.choice, isBySwitch: $0.bySwitch, isBySystem: $0.bySystem)
      }
    }
  }

  /// Where the policy says that consent is taken back; nil until the pack has been read.
  public var terms: WithdrawalTerms? {
    hub.link.call(nil) {
      try $0.withdrawalTerms().map {
        WithdrawalTerms(route: Wording($0.route), others: $0.others.map(Statement.init))
      }
    }
  }

  /// What a person is told before withdrawing what core functions need; nil for what a switch withdraws.
  public func consequence(of id: AccessID, language: String) -> String? {
    hub.link.call(nil) { try $0.withdrawalConsequence(gate: hub.index(id), language: language) }
  }

  /// Withdraws core data too, after the person was told and insists: the function that needs them is blocked.
  public func insist(_ id: AccessID) async -> Withdrawn {
    let gate = hub.index(id)
    return await hub.act(.notDurable) { Withdrawn(try await $0.insist(gate: gate)) }
  }

  /// Every read that was allowed to the account in use, with what it rested on.
  public func pastReads() async -> [PastRead] {
    await hub.link.wait([]) {
      try await $0.pastReads().map {
        PastRead(
          access: AccessID($0.access), atMilliseconds: $0.at, under: $0.under,
          givenMilliseconds: $0.given, endedMilliseconds: $0.ended)
      }
    }
  }
}

/// How the consent for one access can be taken back.
public struct WithdrawalRoute: Hashable, Sendable {
  /// The access.
  public let access: AccessID
  /// The choice it is answered with: one switch.
  public let choice: String
  /// Whether the app's own switch does it; if not, only closing the account or `insist` does.
  public let isBySwitch: Bool
  /// Whether some system has a permission for it too.
  public let isBySystem: Bool
}

/// Where the policy says that consent is taken back, and the other ways it lists.
public struct WithdrawalTerms: Hashable, Sendable {
  /// Where, as a person reads it.
  public let route: Wording
  /// Other ways.
  public let others: [Statement]
}

/// A read that was allowed, and what it rested on. A later withdrawal leaves it lawful
/// . Times are milliseconds since 1970 UTC.
public struct PastRead: Hashable, Sendable {
  /// The access.
  public let access: AccessID
  /// When it was allowed.
  public let atMilliseconds: Int64
  /// The ledger entry it was lawful under.
  public let under: UInt64
  /// When that was given.
  public let givenMilliseconds: Int64
  /// When that ended; nil while it stands.
  public let endedMilliseconds: Int64?
}
