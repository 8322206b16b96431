internal import AskFirstBridge

/// Closing the account in use, and data under legal hold (R-060 … ).
///
/// The library shuts its own gates and says what is left to do. A server's side of it, it
/// cannot see.
public struct AccountLife: Sendable {
  let hub: Hub

  /// How far the closing has come.
  public var stage: AccountStage { hub.link.call(.open) { AccountStage(try $0.accountStage()) } }

  /// What the policy says about closing; nil where it says nothing.
  public var closingTerms: ClosingTerms? {
    hub.link.call(nil) { try $0.closingTerms().map(ClosingTerms.init) }
  }

  /// Asks for the account to be closed. Nothing new is collected from here on; core functions go on.
  public func requestClosing(by who: Initiator) async -> ClosingAnswer {
    await step { try await $0.requestClosing(by: who.bridged) }
  }

  /// The review turned the closing down: what stood before stands again.
  public func closingRejected() async -> ClosingAnswer { await step { try await $0.closingRejected() } }

  /// Whoever asked for the closing took it back.
  public func takeBackClosing() async -> ClosingAnswer { await step { try await $0.takeBackClosing() } }

  /// The account is closed: approved, or done at a counter or by customer service.
  public func closed(by who: Initiator) async -> ClosingAnswer {
    await step { try await $0.accountClosed(by: who.bridged) }
  }

  /// An account of the same name was opened again: it begins with nothing agreed to.
  public func openedAgain() async -> ClosingAnswer { await step { try await $0.accountOpenedAgain() } }

  /// Keeps data away from daily use because a law requires them to be kept: their gates are shut.
  ///
  /// No kinds is every kind. Nil if it could not be recorded, or no ground was given.
  public func hold(_ kinds: [String] = [], ground: String) async -> Hold? {
    await hub.act(nil) { try await $0.hold(kinds: kinds, ground: ground).map(Hold.init) }
  }

  /// Asks whether held data may be used once for a ground; a yes is recorded with who uses them.
  public func useHeld(_ kind: String, ground: String, by who: String) async -> HeldUse {
    await hub.act(.notRecorded(.fault)) {
      switch try await $0.useHeld(kind: kind, ground: ground, by: who) {
      case .allowed(let entry): .allowed(entry: entry)
      case .otherGround: .otherGround
      case .notHeld: .notHeld
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
    }
  }

  /// Ends a hold. False if it has ended already.
  public func release(_ hold: Hold) async -> Bool {
    await hub.act(false) { try await $0.releaseHold(hold: hold.id) }
  }

  private func step(
    _ body: @escaping @Sendable (Bridge) async throws -> AskFirstBridge.ClosingAnswer
  ) async -> ClosingAnswer {
    await hub.act(.notRecorded(.fault)) { ClosingAnswer(try await body($0)) }
  }
}

/// A legal hold.
public struct Hold: Hashable, Sendable { let id: UInt64 }

/// How far the closing of an account has come. Times are milliseconds since 1970 UTC.
public enum AccountStage: Hashable, Sendable {
  /// It is in use.
  case open
  /// It is being closed; `isOverdue` says whether the review is certainly late.
  case closing(by: Initiator, sinceMilliseconds: Int64, due: Due, isOverdue: Bool)
  /// It is closed.
  case closed(sinceMilliseconds: Int64)
}

/// What the policy says about closing an account.
public struct ClosingTerms: Hashable, Sendable {
  /// Who may start it.
  public let initiators: [Initiator]
  /// Where, as a person reads it.
  public let route: Wording
  /// What becomes of the data.
  public let then: Disposal
  /// Whether it cannot be undone.
  public let isIrreversible: Bool
  /// What a person is told before.
  public let risks: [Statement]
  /// Accesses that the check before closing may ask for, and no others.
  public let check: [AccessID]
  /// The section of the policy.
  public let clause: String
}

/// A sentence of the policy, with its section.
public struct Statement: Hashable, Sendable {
  /// The sentence.
  public let text: Wording
  /// The section of the policy.
  public let clause: String
}

/// What became of a step of a closing. Obligations are what the app must do now.
public enum ClosingAnswer: Hashable, Sendable {
  /// It is asked for.
  case requested(due: Due, obligations: [Obligation])
  /// The account is closed; every gate is shut. The policy may promise nothing about the data.
  case closed(then: Disposal, obligations: [Obligation])
  /// What stood before stands again.
  case openAgain
  /// The policy does not name whoever this is; these may start it.
  case notByThem(others: [Initiator])
  /// It is already so.
  case noChange
  /// The guard cannot record it now, so nothing has changed.
  case notRecorded(Reason)
}

/// Who may start the closing of an account.
public enum Initiator: Hashable, Sendable, CaseIterable {
  case person, customerService, counter, employer, enterpriseCustomer
}

/// What becomes of data.
public enum Disposal: Hashable, Sendable, CaseIterable { case delete, deleteOrAnonymise, notPromised }

/// Whether held data may be used.
public enum HeldUse: Hashable, Sendable {
  /// They may, once; it stands in the ledger.
  case allowed(entry: UInt64)
  /// They are held for another ground.
  case otherGround
  /// Nothing of the kind is held.
  case notHeld
  /// The guard cannot record it now, so they may not.
  case notRecorded(Reason)
}

/// When something promised is due.
public enum Due: Hashable, Sendable {
  /// The policy promises no time.
  case notPromised
  /// The clock has not started; this starts it.
  case waits(ClockStart)
  /// Up to and with this moment, in milliseconds since 1970 UTC.
  case at(lastMilliseconds: Int64)
  /// So many working days, and no calendar covers them; never called overdue (D-13).
  case unknown(workingDays: UInt32)
}

/// What starts a promised time.
public enum ClockStart: Hashable, Sendable, CaseIterable { case request, identityVerified, serviceEnd }

// MARK: across the bridge

extension AccountStage {
  init(_ stage: AskFirstBridge.AccountStage) {
    self =
      switch stage {
      case .open: .open
      case .closing(let by, let since, let due, let overdue):
        .closing(by: Initiator(by), sinceMilliseconds: since, due: Due(due), isOverdue: overdue)
      case .closed(let since): .closed(sinceMilliseconds: since)
      }
  }
}

extension ClosingTerms {
  init(_ terms: AskFirstBridge.ClosingTerms) {
    self.init(
      initiators: terms.initiators.map(Initiator.init), route: Wording(terms.route),
      then: Disposal(terms.then), isIrreversible: terms.irreversible, risks: terms.risks.map(Statement.init),
      check: terms.check.map(AccessID.init(_:)), clause: terms.clause)
  }
}

extension Statement {
  init(_ remark: AskFirstBridge.Remark) {
    self.init(text: Wording(remark.text), clause: remark.clause)
  }
}

extension ClosingAnswer {
  init(_ answer: AskFirstBridge.ClosingAnswer) {
    self =
      switch answer {
      case .requested(let due, let owed):
        .requested(due: Due(due), obligations: owed.map(Obligation.init))
      case .closed(let then, let owed):
        .closed(then: Disposal(then), obligations: owed.map(Obligation.init))
      case .openAgain: .openAgain
      case .notByThem(let others): .notByThem(others: others.map(Initiator.init))
      case .noChange: .noChange
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
  }
}

extension Initiator {
  init(_ who: AskFirstBridge.Initiator) {
    self =
      switch who {
      case .person: .person
      case .customerService: .customerService
      case .counter: .counter
      case .employer: .employer
      case .enterpriseCustomer: .enterpriseCustomer
      }
  }

  var bridged: AskFirstBridge.Initiator {
    switch self {
    case .person: .person
    case .customerService: .customerService
    case .counter: .counter
    case .employer: .employer
    case .enterpriseCustomer: .enterpriseCustomer
    }
  }
}

extension Disposal {
  init(_ disposal: AskFirstBridge.Disposal) {
    self =
      switch disposal {
      case .delete: .delete
      case .deleteOrAnonymise: .deleteOrAnonymise
      case .notPromised: .notPromised
      }
  }
}

extension Due {
  init(_ due: AskFirstBridge.Due) {
    self =
      switch due {
      case .notPromised: .notPromised
      case .waits(.request): .waits(.request)
      case .waits(.identityVerified): .waits(.identityVerified)
      case .waits(.serviceEnd): .waits(.serviceEnd)
      case .at(let last): .at(lastMilliseconds: last)
      case .unknown(let workingDays): .unknown(workingDays: workingDays)
      }
  }
}
