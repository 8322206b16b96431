/// How one guarded read ended.
///
/// `shut` never means "no value" and `unavailable` never means "no".
public enum Read<Value: Sendable>: Sendable {
  /// The value, read under a recorded consent.
  case value(Value)
  /// The guard did not allow the read.
  case shut(Shut)
  /// The read was allowed, and the platform had nothing to give.
  case unavailable(Missing)

  /// The value, or nil for the two other cases.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// The refusal, or nil for the two other cases.
  public var shut: Shut? {
    if case .shut(let shut) = self { shut } else { nil }
  }
}

/// A read together with its evidence.
public struct Receipt<Value: Sendable>: Sendable {
  /// How the read ended.
  public let read: Read<Value>
  /// The entry of the ledger that allowed it; nil if nothing did.
  public let entry: UInt64?
}

/// Why the guard did not allow something, and what a screen can offer next.
public struct Shut: Hashable, Sendable {
  /// The reason, with its group.
  public let reason: Reason
  /// What a screen can offer next.
  public let remedy: Remedy
  /// What the pack says the person loses by this, where it says anything.
  public let effect: String?

  /// Puts a refusal together; the guard does this, tests of an app's screens may.
  public init(reason: Reason, remedy: Remedy, effect: String? = nil) {
    self.reason = reason
    self.remedy = remedy
    self.effect = effect
  }
}

/// Why an allowed read gave nothing.
public enum Missing: Hashable, Sendable, CaseIterable {
  /// The platform does not offer this datum to apps. Nothing is put in its place.
  case notOffered
  /// The platform offers it and has none now, such as an empty clipboard.
  case noValue
  /// The platform did not answer in time.
  case timedOut
  /// The platform's call failed.
  case failed
}

/// A reason: an open set of codes in a closed set of groups.
public struct Reason: Hashable, Sendable, CustomStringConvertible {
  /// The full reason, for example `WITHDRAWN`. Later versions may add codes.
  public let code: String
  /// What kind of reason it is; closed, so that a `switch` over it stays complete.
  public let group: Group

  /// Names a reason.
  public init(code: String, group: Group) {
    self.code = code
    self.group = group
  }

  /// The reason in a sentence for the person, in the given language (`zh` or `en`).
  public func message(in language: String) -> String {
    Link.message(for: code, language: language)
  }

  /// The code.
  public var description: String { code }

  static let cancelled = Reason(code: "CANCELLED", group: .notReady)
  static let closed = Reason(code: "CLOSED", group: .notReady)
  static let fault = Reason(code: "INTERNAL", group: .notReady)
  static let unsettled = Reason(code: "UNSETTLED", group: .notNow)
  static let permitVoid = Reason(code: "PERMIT_VOID", group: .notNow)
}

/// The six groups of reasons, each a different thing for an app to do.
public enum Group: Hashable, Sendable, CaseIterable {
  /// The guard is not ready, or closed: `status` says why.
  case notReady
  /// The person has not answered.
  case notAnswered
  /// The person refused or withdrew.
  case saidNo
  /// The system's permission or switch is off.
  case systemOff
  /// The pack does not declare this access.
  case notDeclared
  /// Declared and possible, and not at this moment.
  case notNow
}

/// What a screen can offer after a refusal.
public enum Remedy: Hashable, Sendable, CaseIterable {
  /// Nothing helps.
  case none
  /// A control of the feature itself may ask again.
  case askOnTap
  /// The system's settings must be changed.
  case systemSettings
  /// The pack names another way, such as typing it in.
  case anotherWay
  /// Only closing the account changes it.
  case closeAccount
  /// The guard must be recovered: see `Guard.startAgain`.
  case recover
}

/// Who acts in a call, and hence whether the person may be asked.
public enum Ask: Hashable, Sendable, CaseIterable {
  /// Nobody: a push, a worker, start-up. Answers and never asks.
  case never
  /// The app, at the moment of use: asks if the question is new.
  case ifNew
  /// The person pressed this feature's own control: may ask again.
  case tapped
}

/// The shape of a prompt; chosen by the core, never by the app.
public enum Style: Hashable, Sendable, CaseIterable {
  /// The policy as a whole: two controls of equal rank.
  case policy
  /// One consent: two controls of equal rank.
  case consent
  /// Several consents on one screen: one switch each, none set.
  case choices
  /// What the system's dialog is about to ask: one neutral control and no exit.
  case primer
}

/// How `Gate.ask` ended.
public enum Answered: Hashable, Sendable {
  /// Consent is there, and the system allows it.
  case given
  /// It is not, and this is why.
  case shut(Shut)
}
