internal import AskFirstBridge

/// Notices that wait until the person was shown them. Mail and announcements are the operator's.
public struct Notices: Sendable {
  let hub: Hub

  /// Notices that the person of the account in use has not been shown, oldest first.
  public func pending(language: String) -> [Notice] {
    hub.link.call([]) { try $0.notices(language: language).map(Notice.init) }
  }

  /// Reports that a notice was shown. False if it does not wait any more.
  public func shown(_ notice: Notice, language: String) async -> Bool {
    await hub.act(false) { try await $0.noticeShown(notice: notice.id, language: language) }
  }

  /// Records that data were handed over on a legal demand; a notice waits where the policy promises one.
  public func disclosed(to recipient: String, kinds: [String], ground: String) async -> NoticeAnswer {
    await hub.act(.notRecorded(.fault)) {
      NoticeAnswer(try await $0.disclosed(recipient: recipient, kinds: kinds, ground: ground))
    }
  }

  /// Tells of a security incident. A notice that lacks a part which the policy promises is turned down.
  public func incident(_ parts: [NoticePart: Wording]) async -> NoticeAnswer {
    await hub.act(.notRecorded(.fault)) {
      let written = parts.map { AskFirstBridge.NoticeText(part: $0.key.bridged, text: $0.value.bridged) }
      return NoticeAnswer(try await $0.incident(parts: written))
    }
  }
}

/// A notice that waits.
public struct Notice: Hashable, Sendable, Identifiable {
  /// What a notice is about.
  public enum About: Hashable, Sendable, CaseIterable { case disclosure, incident, serviceEnd }

  /// Its number.
  public let id: UInt64
  /// What it is about.
  public let about: About
  /// Since when it waits, in milliseconds since 1970 UTC.
  public let sinceMilliseconds: Int64
  /// What it says, in order.
  public let lines: [String]
}

/// Parts of a notice of a security incident: what happened, what is done, what to do, what is offered.
public enum NoticePart: Hashable, Sendable, CaseIterable { case facts, measures, advice, remedies }

/// What became of a notice.
public enum NoticeAnswer: Hashable, Sendable {
  /// It waits to be shown.
  case queued
  /// The policy promises no such notice; what happened is recorded.
  case notPromised
  /// It lacks these parts, which the policy promises.
  case lacks([NoticePart])
  /// The guard cannot record it now.
  case notRecorded(Reason)
}

// MARK: across the bridge

extension Notice {
  init(_ notice: AskFirstBridge.NoticeView) {
    let about: About =
      switch notice.about {
      case .disclosure: .disclosure
      case .incident: .incident
      case .serviceEnd: .serviceEnd
      }
    self.init(id: notice.id, about: about, sinceMilliseconds: notice.since, lines: notice.lines)
  }
}

extension NoticePart {
  init(_ part: AskFirstBridge.NoticePart) {
    self =
      switch part {
      case .facts: .facts
      case .measures: .measures
      case .advice: .advice
      case .remedies: .remedies
      }
  }

  var bridged: AskFirstBridge.NoticePart {
    switch self {
    case .facts: .facts
    case .measures: .measures
    case .advice: .advice
    case .remedies: .remedies
    }
  }
}

extension NoticeAnswer {
  init(_ answer: AskFirstBridge.NoticeAnswer) {
    self =
      switch answer {
      case .queued: .queued
      case .notPromised: .notPromised
      case .lacks(let parts): .lacks(parts.map(NoticePart.init))
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
  }
}
