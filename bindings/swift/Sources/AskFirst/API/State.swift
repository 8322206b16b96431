/// Where the guard stands.
public enum Status: Hashable, Sendable {
  /// The ledger is being opened; every gate is shut.
  case opening
  /// Ready. A platform without a place for the anchor cannot detect a rolled-back ledger.
  case ready(rollbackDetectable: Bool)
  /// Closed: every gate is shut, and the closure says why.
  case closed(Closure)
}

/// Why the guard is closed.
public struct Closure: Hashable, Sendable {
  /// The cause, for the app to act on.
  public let cause: Cause
  /// What exactly was found, for the developer.
  public let detail: String
  /// The first bad entry of the ledger, where one was found.
  public let entry: UInt64?
  /// Whether `Guard.startAgain` is a way on.
  public let canStartAgain: Bool

  /// Describes a closure.
  public init(cause: Cause, detail: String, entry: UInt64? = nil, canStartAgain: Bool = false) {
    self.cause = cause
    self.detail = detail
    self.entry = entry
    self.canStartAgain = canStartAgain
  }
}

/// The causes of a closed guard that an app can meet in the field.
public enum Cause: Hashable, Sendable, CaseIterable {
  /// The pack has a mistake; the detail names file, line and column.
  case packInvalid
  /// The ledger belongs to another policy's pack.
  case otherPack
  /// A newer edition of the policy was in force here; an older one cannot come back.
  case olderEdition
  /// The key is gone; `startAgain` is offered.
  case keyLost
  /// The key store is locked; the guard opens by itself later.
  case keyLocked
  /// The key store did not answer in time; the guard opens when it does.
  case keyTimeout
  /// The key does not fit the ledger; `startAgain` is offered.
  case keyWrong
  /// An entry of the ledger is damaged; `startAgain` is offered.
  case damaged
  /// The ledger is older than its anchor; `startAgain` is offered.
  case rolledBack
  /// A newer release of the app wrote this ledger.
  case newerFormat
  /// The disk is full; the guard opens by itself when there is room.
  case storageFull
  /// The folder cannot be written.
  case storageUnavailable
  /// A fault inside the library.
  case fault
  /// The app called `close`.
  case closedByHost
}

/// What the person last answered for one access.
public enum Standing: Hashable, Sendable, CaseIterable {
  /// Never asked.
  case unAsked
  /// Opened by accepting the policy.
  case byPolicy
  /// Given and in force.
  case given
  /// Refused.
  case refused
  /// Given once and withdrawn.
  case withdrawn
  /// Given for a time that is over.
  case expired
  /// Given for a text that has changed since.
  case stale
  /// Asked and left without an answer.
  case leftOpen
  /// The pack does not cover it.
  case notDeclared
}

/// The state of one gate, for a screen to draw.
public struct GateState: Hashable, Sendable {
  /// Whether consent opens the gate at this moment.
  public let isOpen: Bool
  /// Why it is shut.
  public let reason: Reason?
  /// What the person last answered.
  public let standing: Standing
  /// When that was, in milliseconds since 1970 UTC.
  public let sinceMilliseconds: Int64?

  /// Describes a gate.
  public init(isOpen: Bool, reason: Reason?, standing: Standing, sinceMilliseconds: Int64?) {
    self.isOpen = isOpen
    self.reason = reason
    self.standing = standing
    self.sinceMilliseconds = sinceMilliseconds
  }

  static let shutByFault = GateState(
    isOpen: false, reason: .fault, standing: .unAsked, sinceMilliseconds: nil)
}

/// A person's account, for packs whose consents belong to one.
public struct Account: Hashable, Sendable {
  /// The account's id; the ledger holds a keyed digest of it.
  public let id: String
  /// The tenant, where the pack knows tenants; an empty one is none.
  public let tenant: String?

  /// Names an account.
  public init(_ id: String, tenant: String? = nil) {
    self.id = id
    self.tenant = tenant
  }
}
