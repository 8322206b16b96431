internal import AskFirstBridge

/// Whether a message may go out. The library answers; that the app asks, and says
/// true, it cannot enforce.
public struct Messages: Sendable {
  let hub: Hub

  /// Why a message on these topics of the policy may not go out now; nil if it may.
  public func whyNot(_ kind: MessageKind, topics: [String] = []) -> Reason? {
    hub.link.call(.fault) {
      try $0.maySend(class: kind.bridged, topics: topics).map(Reason.init)
    }
  }

  /// How a person stops promotional messages, as the policy says; nil where it names no way.
  public var optOutRoute: Wording? { hub.link.call(nil) { try $0.optOutRoute().map(Wording.init) } }

  /// The person stops promotional messages, or lets them in again. False if it could not be recorded.
  public func stopPromotions(_ stopped: Bool) async -> Bool {
    await hub.act(false) { try await $0.stopMessages(stopped: stopped) }
  }
}

/// What sort of message it is.
public enum MessageKind: Hashable, Sendable, CaseIterable {
  /// About the service itself; it cannot be refused.
  case service
  /// Promotion; it can be.
  case promotional

  var bridged: AskFirstBridge.MessageClass {
    switch self {
    case .service: .service
    case .promotional: .promotional
    }
  }
}

/// What was seen to be collected, against what was declared.
///
/// The library judges what it is told. It cannot watch code that goes past it.
public struct Conduct: Sendable {
  let hub: Hub

  /// Reports an access that the host saw, for instance by the platform's own auditing; no
  /// recipient is the app itself. One that nothing allows is recorded and shuts the
  /// recipient off until `cleared`.
  public func observed(_ recipient: String?, kind: String, atMilliseconds at: Int64) async -> Conformity {
    await hub.act(.notRecorded(.fault)) {
      let seen = AskFirstBridge.Observed(recipient: recipient, kind: kind, at: at)
      return switch try await $0.observed(observed: seen) {
      case .conforms: .conforms
      case .nonconforming(let reason, let owed):
        .nonconforming(Reason(reason), obligations: owed.map(Obligation.init))
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
    }
  }

  /// The host has settled what was found against a recipient; it may start again.
  public func cleared(_ recipient: String) async -> Bool {
    await hub.act(false) { try await $0.cleared(recipient: recipient) }
  }

  /// Recipients that are shut off.
  public var shutOff: [String] { hub.link.call([]) { try $0.shutOff() } }

  /// Everything that was found so far, in order.
  public func findings() async -> [Finding] {
    await hub.link.wait([]) {
      try await $0.findings().map {
        Finding(
          recipient: $0.recipient, kind: $0.kind, observedMilliseconds: $0.observed,
          reason: Reason($0.reason))
      }
    }
  }
}

/// What an observed access turned out to be.
public enum Conformity: Hashable, Sendable {
  /// The policy declares it and a consent covers it.
  case conforms
  /// Nothing allows it; obligations are what the app must do now.
  case nonconforming(Reason, obligations: [Obligation])
  /// The guard cannot judge or record it now.
  case notRecorded(Reason)
}

/// A finding, for a screen.
public struct Finding: Hashable, Sendable {
  /// By whom; nil for the app itself.
  public let recipient: String?
  /// Of which kind.
  public let kind: String
  /// When it was observed, in milliseconds since 1970 UTC.
  public let observedMilliseconds: Int64
  /// Why nothing allowed it.
  public let reason: Reason
}

/// The service as a whole: its end.
public struct Service: Sendable {
  let hub: Hub

  /// The end that was announced; nil if none was.
  public var end: ServiceEnd? {
    hub.link.call(nil) {
      try $0.serviceEnd().map {
        ServiceEnd(
          fromMilliseconds: $0.from, announcedMilliseconds: $0.announced,
          timeliness: Timeliness(short: $0.short), hasEnded: $0.ended, then: Disposal($0.then))
      }
    }
  }

  /// Announces that the service ends with the beginning of a day (`YYYY-MM-DD`, in UTC+8).
  ///
  /// From then on every gate is shut. That the announcement is the operator's, the host has to make sure.
  public func announceEnd(_ day: String) async -> EndAnswer {
    await hub.act(.notRecorded(.fault)) {
      switch try await $0.announceEnd(day: day) {
      case .announced(let short): .announced(Timeliness(short: short))
      case .notADay: .notADay
      case .alreadyEnded: .alreadyEnded
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
    }
  }
}

/// The announced end of the service.
public struct ServiceEnd: Hashable, Sendable {
  /// The first moment without service, in milliseconds since 1970 UTC.
  public let fromMilliseconds: Int64
  /// When it was announced, likewise.
  public let announcedMilliseconds: Int64
  /// Whether that was early enough.
  public let timeliness: Timeliness
  /// Whether it has come.
  public let hasEnded: Bool
  /// What the policy promises to become of the data.
  public let then: Disposal
}

/// Whether an announcement came as early as the policy promises.
public enum Timeliness: Hashable, Sendable, CaseIterable {
  /// It did.
  case inTime
  /// It came too late.
  case shortNotice
  /// The policy promises no time, or nobody can tell.
  case unknown

  init(short: Bool?) {
    self =
      switch short {
      case nil: .unknown
      case true?: .shortNotice
      case false?: .inTime
      }
  }
}

/// What became of an announcement.
public enum EndAnswer: Hashable, Sendable {
  /// It stands, and waits to be shown to every person.
  case announced(Timeliness)
  /// That is no day.
  case notADay
  /// The service has already ended.
  case alreadyEnded
  /// The guard cannot record it now.
  case notRecorded(Reason)
}
