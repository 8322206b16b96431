internal import AskFirstBridge

/// Editions of the policy on this device (R-081 … R-088). Answers also while an older edition keeps the guard closed.
public struct Editions: Sendable {
  let hub: Hub

  /// Every edition of this policy that was opened here, oldest first.
  public var all: [Edition] { hub.link.call([]) { try $0.editions().map(Edition.init) } }

  /// The text of an edition for reading; nil if it was not kept.
  public func document(of edition: Edition, language: String) async -> PolicyDocument? {
    await hub.link.wait(nil) {
      try await $0.editionText(hash: edition.hash, language: language).map(PolicyDocument.init)
    }
  }

  /// What differs from the last other edition that the account in use agreed to; nil if there is none.
  public func changes() async -> EditionChanges? {
    await hub.link.wait(nil) { try await $0.editionChanges().map(EditionChanges.init) }
  }

  /// The edition that stood agreed to at the end of a day (`YYYY-MM-DD`, in UTC+8); nil if none did.
  public func agreed(on day: String) -> Edition? {
    hub.link.call(nil) { try $0.editionAgreedOn(day: day).map(Edition.init) }
  }

  /// From when the edition at hand can bind, in milliseconds since 1970 UTC; nil if showing it is enough.
  public var bindsFromMilliseconds: Int64? { hub.link.call(nil) { try $0.editionBindsFrom() } }

  /// Whether the edition at hand binds the account in use: its day has come, and it was shown.
  public var isInForce: Bool { hub.link.call(false) { try $0.editionIsInForce() } }

  /// The rights of the account in use: until it agreed to a new edition, those of the former one too.
  public func rights() async -> [Right] {
    await hub.link.wait([]) { try await $0.rights().map(Right.init) }
  }
}

/// One edition of the policy.
public struct Edition: Hashable, Sendable, Identifiable {
  /// Fingerprint of its words.
  public let hash: String
  /// Its place in the line of versions.
  public let ordinal: UInt32
  /// When it was opened here first, in milliseconds since 1970 UTC.
  public let sinceMilliseconds: Int64
  /// When it was first shown to the account in use, likewise.
  public let shownMilliseconds: Int64?
  /// What the account in use said to it.
  public let state: PolicyState
  /// When it was said, likewise.
  public let answeredMilliseconds: Int64?
  /// Whether it is the one at hand.
  public let isCurrent: Bool

  /// Its fingerprint.
  public var id: String { hash }
}

/// What differs between two editions, computed from their texts and not taken from what
/// their author calls it.
public struct EditionChanges: Hashable, Sendable {
  /// The differences, by class and place.
  public let all: [Change]
  /// Accesses whose consents do not cover the new text any more.
  public let stale: [AccessID]
  /// Accesses that the former text does not have.
  public let added: [AccessID]
  /// Rights that the new text takes away or makes harder.
  public let takenAway: [RightName]
  /// Whether the author called a material step a minor one.
  public let isUnderstated: Bool
  /// Whether the former text was not kept, so that everything counts as changed.
  public let isUnknown: Bool
}

/// One difference between two editions.
public struct Change: Hashable, Sendable {
  /// What became of it.
  public enum How: Hashable, Sendable, CaseIterable { case added, removed, changed }

  /// What the difference is about.
  public let what: ChangeClass
  /// What became of it.
  public let how: How
  /// Where: an access, a recipient, a controller, or a block of the pack.
  public let path: String
  /// What a person reads of it.
  public let text: Wording
}

/// Classes of differences that have to be told prominently.
public enum ChangeClass: Hashable, Sendable, CaseIterable {
  case purposes, kinds, manner, controller, recipients, rights, contact, highRisk
}

/// A right as the policy words it.
public struct Right: Hashable, Sendable {
  /// Which right.
  public let name: RightName
  /// Kinds it is for; empty for every kind.
  public let kinds: [String]
  /// Whether the policy offers it, or names it and withholds it.
  public let isOffered: Bool
  /// On which terms.
  public let terms: RightTerms
}

/// On which terms a right is offered.
public struct RightTerms: Hashable, Sendable {
  /// Where to turn, as a person reads it; nil where the policy names no way.
  public let route: Wording?
  /// Whom to turn to.
  public let addressee: Addressee
  /// Whether the person may have to show who they are. Never for a withdrawal.
  public let mayCheckIdentity: Bool
  /// Whether asking again may cost something.
  public let mayCost: Bool
  /// The section of the policy.
  public let clause: String
}

/// Rights that a person may have.
public enum RightName: Hashable, Sendable, CaseIterable {
  case access, correction, deletion, copy, portability, withdrawal, closing, explanation, complaint
}

/// Whom a request goes to.
public enum Addressee: Hashable, Sendable, CaseIterable {
  case `operator`, enterpriseCustomer, employer
}

// MARK: across the bridge

extension Edition {
  init(_ edition: AskFirstBridge.Edition) {
    let state: PolicyState =
      switch edition.answered?.accepted {
      case nil: .notAnswered
      case true?: .accepted
      case false?: .declined
      }
    self.init(
      hash: edition.hash, ordinal: edition.ordinal, sinceMilliseconds: edition.since,
      shownMilliseconds: edition.shown, state: state, answeredMilliseconds: edition.answered?.at,
      isCurrent: edition.isCurrent)
  }
}

extension EditionChanges {
  init(_ changes: AskFirstBridge.Comparison) {
    self.init(
      all: changes.changes.map(Change.init), stale: changes.stale.map(AccessID.init(_:)),
      added: changes.new.map(AccessID.init(_:)), takenAway: changes.takenAway.map(RightName.init),
      isUnderstated: changes.understated, isUnknown: changes.unknown)
  }
}

extension Change {
  init(_ change: AskFirstBridge.Change) {
    self.init(
      what: ChangeClass(change.class), how: How(change.how), path: change.path,
      text: Wording(change.text))
  }
}

extension Change.How {
  init(_ how: AskFirstBridge.How) {
    self =
      switch how {
      case .added: .added
      case .removed: .removed
      case .changed: .changed
      }
  }
}

extension ChangeClass {
  init(_ name: AskFirstBridge.ChangeClass) {
    self =
      switch name {
      case .purposes: .purposes
      case .kinds: .kinds
      case .manner: .manner
      case .controller: .controller
      case .recipients: .recipients
      case .rights: .rights
      case .contact: .contact
      case .highRisk: .highRisk
      }
  }
}

extension Right {
  init(_ right: AskFirstBridge.Right) {
    self.init(
      name: RightName(right.right), kinds: right.kinds, isOffered: right.offered,
      terms: RightTerms(
        route: right.route.map(Wording.init), addressee: Addressee(right.addressee),
        mayCheckIdentity: right.identityCheck, mayCost: right.mayCost, clause: right.clause))
  }
}

extension RightName {
  init(_ name: AskFirstBridge.RightName) {
    self =
      switch name {
      case .access: .access
      case .correction: .correction
      case .deletion: .deletion
      case .copy: .copy
      case .portability: .portability
      case .withdrawal: .withdrawal
      case .closing: .closing
      case .explanation: .explanation
      case .complaint: .complaint
      }
  }
}

extension Addressee {
  init(_ addressee: AskFirstBridge.Addressee) {
    self =
      switch addressee {
      case .operator: .operator
      case .enterpriseCustomer: .enterpriseCustomer
      case .employer: .employer
      }
  }
}
