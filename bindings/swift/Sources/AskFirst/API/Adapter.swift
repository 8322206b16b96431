/// The app's hand on one third-party SDK.
///
/// The guard calls `start` once its row of the pack is agreed, in this process,
/// and never before. The other calls have answers that do nothing by default,
/// because many SDKs cannot do better: an honest `afterRestart` keeps the gate
/// shut until the app was started anew, a false `now` would not.
public protocol SDKAdapter: Sendable {
  /// The recipient of the pack that this SDK is.
  var recipient: Recipient { get }
  /// Starts the SDK for what was agreed.
  func start(allowed: Set<AccessID>) async
  /// Turns the SDK's own switches after some of its accesses were given or withdrawn.
  func changed(allowed: Set<AccessID>) async
  /// Stops the SDK after its last access was withdrawn, or was shut by another account, another fact or time.
  func stop() async -> Stopped
  /// Has the SDK delete what it has collected.
  func erase() async -> Erased
}

extension SDKAdapter {
  /// Does nothing: the SDK has no switches of its own.
  public func changed(allowed: Set<AccessID>) async {}
  /// Says that the SDK ends with the process.
  public func stop() async -> Stopped { .afterRestart }
  /// Says that the SDK offers no deletion.
  public func erase() async -> Erased { .notOffered }
}

/// How an SDK was stopped.
public enum Stopped: Hashable, Sendable, CaseIterable {
  /// It has stopped.
  case now
  /// It cannot stop and is gone after the next start of the app; the guard checks that.
  case afterRestart
}

/// How an SDK deleted what it had collected.
public enum Erased: Hashable, Sendable, CaseIterable {
  /// It has deleted it.
  case now
  /// It offers no deletion.
  case notOffered
}

/// How `Guard.start` ended.
public enum Started: Sendable, Equatable {
  /// The SDK runs, for these accesses.
  case running(allowed: Set<AccessID>)
  /// It was not started, and this is why.
  case held(Shut)
}

/// How `Guard.withdraw` ended.
public enum Withdrawn: Sendable, Equatable {
  /// Withdrawn and on disk; these things remain to be done.
  case done([Obligation])
  /// The pack lets this be withdrawn only by closing the account.
  case closesAccount(consequence: String)
  /// The gate is shut in this process, but the withdrawal could not be written.
  case notDurable
  /// There was nothing to withdraw.
  case nothingGiven
}

/// How `Guard.switch(to:)` ended.
public enum Switched: Hashable, Sendable, CaseIterable {
  /// It is on disk and in force.
  case done
  /// It is not on disk, because the guard is still opening or the disk does not take it: the
  /// account that was left serves no read of this process all the same.
  case notDurable
}

/// Something that the app must still do, for instance after a withdrawal.
public struct Obligation: Hashable, Sendable, Identifiable {
  /// Its number.
  public let id: UInt64
  /// The recipient that must be told, if it is one.
  public let recipient: String?
  /// The kind of data it is about; empty where it is about all of them.
  public let kind: String
  /// What must be done.
  public let action: Action
  /// When the data to be deleted were collected, in milliseconds since 1970 UTC, where that is known.
  public let collectedMilliseconds: ClosedRange<Int64>?

  /// Things that can be left to do.
  public enum Action: Hashable, Sendable, CaseIterable {
    /// The recipient's SDK must stop.
    case stop
    /// What the app itself kept must be deleted; the app does it and says so with `Guard.confirm`.
    case purge
    /// What was collected of the kind must be deleted; without a kind, everything of the account.
    case delete
    /// The same, deleted or anonymised, as the policy leaves it open.
    case deleteOrAnonymise
    /// The recipient must be told to delete what it got of the kind.
    case passDeletionOn
  }

  /// Describes an obligation.
  public init(
    id: UInt64, recipient: String?, kind: String, action: Action,
    collectedMilliseconds: ClosedRange<Int64>? = nil
  ) {
    self.id = id
    self.recipient = recipient
    self.kind = kind
    self.action = action
    self.collectedMilliseconds = collectedMilliseconds
  }
}

/// The answer to one of several questions on one screen.
public struct Choosing: Hashable, Sendable {
  /// The access that was asked about.
  public let access: AccessID
  /// Whether it was given.
  public let given: Bool
  /// Why not, if it was not.
  public let reason: Reason?

  /// Describes an answer.
  public init(access: AccessID, given: Bool, reason: Reason?) {
    self.access = access
    self.given = given
    self.reason = reason
  }
}
