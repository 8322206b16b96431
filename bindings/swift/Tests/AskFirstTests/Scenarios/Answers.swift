import AskFirst

/// The public API's answers as the fields of a log line. Each from the value
/// that the call returned, and from nothing else.
enum Answers {
  static func status(_ status: Status) -> [String] {
    switch status {
    case .opening: ["opening"]
    case .ready(let detectable): ["ready", detectable ? "detectable" : "undetectable"]
    case .closed(let closure): ["closed", word(closure.cause), closure.entry.map { "\($0)" } ?? ""]
    }
  }

  static func policy(_ state: PolicyState) -> [String] {
    switch state {
    case .accepted: ["accepted"]
    case .declined: ["declined"]
    case .notAnswered: ["not_answered"]
    }
  }

  static func document(_ document: PolicyDocument) -> [String] {
    let lines = document.sections.map(\.lines.count).reduce(0, +)
    return ["document", document.title, String(document.sections.count), String(lines)]
  }

  static func state(_ state: GateState, start: Int64) -> [String] {
    let since = state.sinceMilliseconds.map { String($0 - start) } ?? ""
    return ["state", word(state.standing), state.reason?.code ?? "", since]
  }

  static func read(_ receipt: Receipt<PhoneValue>, language: String) -> [String] {
    switch receipt.read {
    case .value: ["value", receipt.entry.map { "\($0)" } ?? ""]
    case .unavailable(let missing): ["unavailable", word(missing)]
    case .shut(let shut) where shut.reason.code == "CANCELLED": ["cancelled"]
    case .shut(let shut):
      ["shut"] + refusal(shut) + [shut.effect ?? "", shut.reason.message(in: language)]
    }
  }

  static func together(_ answers: [Choosing]) -> [String] {
    ["answers"] + answers.map { "\($0.access)=\($0.given ? "given" : $0.reason?.code ?? "-")" }
  }

  static func start(_ started: Started) -> [String] {
    switch started {
    case .running(let allowed):
      ["running", allowed.map(\.rawValue).sortedByBytes.joined(separator: ",")]
    case .held(let shut): ["held"] + refusal(shut)
    }
  }

  static func withdrawal(_ outcome: Withdrawn) -> [String] {
    switch outcome {
    case .done(let obligations): ["done"] + owed(obligations)
    case .closesAccount: ["closes_account"]
    case .notDurable: ["not_durable"]
    case .nothingGiven: ["nothing_given"]
    }
  }

  static func owed(_ obligations: [Obligation]) -> [String] {
    let lines = obligations.map { owed in
      "\(Words.of(owed.action)):\(owed.recipient ?? "-"):\(owed.kind.isEmpty ? "-" : owed.kind)"
    }
    return lines.sortedByBytes
  }

  static func consents(_ consents: [Consent]) -> [String] {
    // One access has one line, whatever number of controllers may use it.
    var standings: [String: Standing] = [:]
    for consent in consents.reversed() { standings[consent.id.rawValue] = consent.state.standing }
    let answered = standings.filter { $0.value != .unAsked }
    return ["consents"] + answered.map { "\($0.key)=\(word($0.value))" }.sortedByBytes
  }

  static func entries(_ entries: [Entry], what: [String]) -> [String] {
    ["entries"] + entries.filter { what.contains($0.what) }.map { "\($0.what):\($0.access?.rawValue ?? "-")" }
  }

  static func decisions(_ decisions: [Decision], last: Int) -> [String] {
    ["decisions"] + decisions.suffix(last).map { "\($0.access)=\($0.reason?.code ?? "allow")" }
  }

  static func verification(_ report: Verification?) -> [String] {
    guard let report, !report.isSound else { return [report == nil ? "bad" : "sound"] }
    return ["bad", report.firstBad.map { "\($0)" } ?? ""]
  }

  static func refusal(_ shut: Shut) -> [String] {
    [shut.reason.code, word(shut.reason.group), word(shut.remedy)]
  }
}

/// The words of the log, whatever Swift calls its constants.
extension Answers {
  static func word(_ group: Group) -> String {
    switch group {
    case .notReady: "NOT_READY"
    case .notAnswered: "NOT_ANSWERED"
    case .saidNo: "SAID_NO"
    case .systemOff: "SYSTEM_OFF"
    case .notDeclared: "NOT_DECLARED"
    case .notNow: "NOT_NOW"
    }
  }

  static func word(_ remedy: Remedy) -> String {
    switch remedy {
    case .none: "NONE"
    case .askOnTap: "ASK_ON_TAP"
    case .systemSettings: "SYSTEM_SETTINGS"
    case .anotherWay: "ANOTHER_WAY"
    case .closeAccount: "CLOSE_ACCOUNT"
    case .recover: "RECOVER"
    }
  }

  static func word(_ missing: Missing) -> String {
    switch missing {
    case .notOffered: "NOT_OFFERED"
    case .noValue: "NO_VALUE"
    case .timedOut: "TIMED_OUT"
    case .failed: "FAILED"
    }
  }

  static func word(_ standing: Standing) -> String {
    switch standing {
    case .unAsked: "UN_ASKED"
    case .byPolicy: "BY_POLICY"
    case .given: "GIVEN"
    case .refused: "REFUSED"
    case .withdrawn: "WITHDRAWN"
    case .expired: "EXPIRED"
    case .stale: "STALE"
    case .leftOpen: "LEFT_OPEN"
    case .notDeclared: "NOT_DECLARED"
    }
  }

  static func word(_ style: Style) -> String {
    switch style {
    case .policy: "POLICY"
    case .consent: "CONSENT"
    case .choices: "CHOICES"
    case .primer: "PRIMER"
    }
  }

  static func word(_ cause: Cause) -> String {
    switch cause {
    case .packInvalid: "PACK_INVALID"
    case .otherPack: "OTHER_PACK"
    case .olderEdition: "OLDER_EDITION"
    case .keyLost: "KEY_LOST"
    case .keyLocked: "KEY_LOCKED"
    case .keyTimeout: "KEY_TIMEOUT"
    case .keyWrong: "KEY_WRONG"
    case .damaged: "DAMAGED"
    case .rolledBack: "ROLLED_BACK"
    case .newerFormat: "NEWER_FORMAT"
    case .storageFull: "STORAGE_FULL"
    case .storageUnavailable: "STORAGE_UNAVAILABLE"
    case .fault: "FAULT"
    case .closedByHost: "CLOSED_BY_HOST"
    }
  }
}
