import AskFirst
import Foundation

/// What each verb of the chapters about people does, and its answer as the log writes it.
extension Player {
  func performChapter(_ app: Guard, _ verb: String, _ fields: JSON) async throws {
    switch verb {
    case "closes_account", "checks_account", "holds", "uses_held", "releases_hold":
      try performAccount(app, verb, fields)
    case "states_age", "records_guardian", "withdraws_guardian", "checks_person":
      try performPerson(app, verb, fields)
    case "checks_right", "makes_request", "moves_request", "lists_requests":
      try performRequests(app, verb, fields)
    case "sets_calendar": _ = await app.requests.setCalendar(calendar(fields))
    case "lists_notices", "shows_notice", "discloses", "reports_incident":
      performNotices(app, verb, fields)
    default: try performConduct(app, verb, fields)
    }
  }

  private func performAccount(_ app: Guard, _ verb: String, _ fields: JSON) throws {
    let (account, start) = (app.account, scenario.start)
    switch verb {
    case "closes_account":
      let by: Initiator = Words.constant(fields["by"]?.text) ?? .person
      let step = fields["step"]?.text
      make(verb, Words.of(by)) {
        switch step {
        case "requested": Answers.closing(await account.requestClosing(by: by), start)
        case "rejected": Answers.closing(await account.closingRejected(), start)
        case "taken_back": Answers.closing(await account.takeBackClosing(), start)
        case "closed": Answers.closing(await account.closed(by: by), start)
        default: Answers.closing(await account.openedAgain(), start)
        }
      }
    case "checks_account": make(verb) { Answers.stage(account.stage, start) }
    case "holds":
      let (kinds, ground, holds) = (fields["kinds"]?.texts ?? [], fields["ground"]?.text ?? "", holds)
      make(verb, kinds.joined(separator: ",")) {
        guard let hold = await account.hold(kinds, ground: ground) else { return ["not_held"] }
        holds.with { $0.append(hold) }
        return ["held"]
      }
    case "uses_held":
      let (kind, ground) = (fields["kind"]?.text ?? "", fields["ground"]?.text ?? "")
      let by = fields["by"]?.text ?? ""
      make(verb, kind) {
        switch await account.useHeld(kind, ground: ground, by: by) {
        case .allowed: ["allowed"]
        case .otherGround: ["other_ground"]
        case .notHeld: ["not_held"]
        case .notRecorded(let reason): Answers.notRecorded(reason)
        }
      }
    default:
      let number = fields["hold"]?.int ?? 0
      let hold = try numbered(holds.with { $0 }, number)
      make(verb, String(number)) { [await account.release(hold) ? "released" : "no_hold"] }
    }
  }

  private func performPerson(_ app: Guard, _ verb: String, _ fields: JSON) throws {
    let person = app.person
    switch verb {
    case "states_age":
      let years = UInt8(fields["years"]?.int ?? 0)
      make(verb, String(years)) {
        switch await person.stateAge(years) {
        case .notAskedFor: ["not_asked_for"]
        case .recorded(let guardian, let suspended, let owed):
          [
            "recorded", guardian ? "guardian_required" : "-",
            suspended.isEmpty ? "-" : suspended.map(\.rawValue).joined(separator: ","),
          ] + Answers.owed(owed)
        case .notRecorded(let reason): Answers.notRecorded(reason)
        }
      }
    case "records_guardian":
      let consent = GuardianConsent(
        guardian: fields["guardian"]?.text ?? "", method: fields["method"]?.text ?? "",
        evidence: fields["evidence"]?.text ?? "",
        consentedMilliseconds: try fields["consented"]?.text.map { try Scenario.milliseconds($0) } ?? now)
      make(verb) {
        switch await person.guardianConsented(consent) {
        case .stands(let owed): ["stands"] + Answers.owed(owed)
        case .notTaken(let fault): ["not_taken", Words.of(fault)]
        case .notRecorded(let reason): Answers.notRecorded(reason)
        }
      }
    case "withdraws_guardian":
      make(verb) { [await person.guardianWithdrew() ? "withdrawn" : "no_guardian"] }
    default:
      make(verb) {
        let view = person.view
        let facts = [
          (view.ageMatters, "age_matters"), (view.isAgeUnknown, "age_unknown"),
          (view.isGuardianRequired, "guardian_required"), (view.isAllSensitive, "all_sensitive"),
          (view.guardian != nil, "guardian"),
        ]
        return ["person"] + facts.filter(\.0).map(\.1)
      }
    }
  }

  private func performRequests(_ app: Guard, _ verb: String, _ fields: JSON) throws {
    let (requests, start, made) = (app.requests, scenario.start, requests)
    let kind = fields["kind"]?.text
    let right: RightName = Words.constant(fields["right"]?.text) ?? .access
    let subject = [fields["right"]?.text, kind].compactMap { $0 }.joined(separator: ",")
    switch verb {
    case "checks_right": make(verb, subject) { Answers.offer(await requests.offer(right, for: kind)) }
    case "makes_request":
      make(verb, subject) {
        let answer = await requests.make(right, for: kind)
        if case .made(let id, _, _) = answer { made.with { $0.append(id) } }
        return Answers.request(answer, start)
      }
    case "moves_request":
      let number = fields["request"]?.int ?? 0
      let id = try numbered(made.with { $0 }, number)
      let (step, except) = (fields["step"]?.text, fields["except"]?.texts ?? [])
      let (item, citation) = (UInt32(fields["item"]?.int ?? 0), fields["citation"]?.text)
      make(verb, String(number)) {
        switch step {
        case "identity_verified": Answers.request(await requests.identityVerified(id), start)
        case "answered": Answers.request(await requests.answered(id, except: except), start)
        case "refused":
          Answers.request(await requests.refused(id, item: item, citation: citation), start)
        default: Answers.request(await requests.takenBack(id), start)
        }
      }
    default: make(verb) { ["requests"] + requests.all.map { Answers.listed($0, start) } }
    }
  }

  private func calendar(_ fields: JSON) -> WorkingDays? {
    guard let first = fields["first"]?.text, let last = fields["last"]?.text else { return nil }
    return WorkingDays(
      first: first, last: last, off: fields["off"]?.texts ?? [], worked: fields["worked"]?.texts ?? [])
  }

  private func performNotices(_ app: Guard, _ verb: String, _ fields: JSON) {
    let (notices, language) = (app.notices, scenario.language)
    switch verb {
    case "lists_notices":
      make(verb) {
        ["notices"] + notices.pending(language: language).map { $0.lines.joined(separator: " ") }
      }
    case "shows_notice":
      make(verb) {
        guard let first = notices.pending(language: language).first else { return ["not_shown"] }
        return [await notices.shown(first, language: language) ? "shown" : "not_shown"]
      }
    case "discloses":
      let (to, kinds) = (fields["to"]?.text ?? "", fields["kinds"]?.texts ?? [])
      let ground = fields["ground"]?.text ?? ""
      make(verb, to) { Answers.notice(await notices.disclosed(to: to, kinds: kinds, ground: ground)) }
    default:
      let parts = (fields["parts"]?.texts ?? []).compactMap { word -> (NoticePart, Wording)? in
        let part: NoticePart? = Words.constant(word)
        return part.map { ($0, Wording(zh: word, en: word)) }
      }
      make(verb) { Answers.notice(await notices.incident(Dictionary(uniqueKeysWithValues: parts))) }
    }
  }

  private func performConduct(_ app: Guard, _ verb: String, _ fields: JSON) throws {
    switch verb {
    case "asks_message":
      let (word, topics) = (fields["class"]?.text ?? "", fields["topics"]?.texts ?? [])
      let kind: MessageKind = Words.constant(word) ?? .promotional
      make(verb, ([word] + topics).joined(separator: ",")) {
        app.messages.whyNot(kind, topics: topics).map { ["shut", $0.code] } ?? ["may_go"]
      }
    case "stops_messages":
      let stopped = fields["stopped"]?.bool ?? false
      make(verb) {
        let done = await app.messages.stopPromotions(stopped)
        return [done ? (stopped ? "stopped" : "let_in") : "not_recorded"]
      }
    case "reports_access":
      let (who, kind, now) = (fields["recipient"]?.text, fields["kind"]?.text ?? "", now)
      make(verb, "\(who ?? "-"),\(kind)") {
        switch await app.conformity.observed(who, kind: kind, atMilliseconds: now) {
        case .conforms: ["conforms"]
        case .nonconforming(let reason, let owed): ["nonconforming", reason.code] + Answers.owed(owed)
        case .notRecorded(let reason): Answers.notRecorded(reason)
        }
      }
    case "clears":
      let who = fields["recipient"]?.text ?? ""
      make(verb, who) { [await app.conformity.cleared(who) ? "cleared" : "not_shut_off"] }
    case "lists_findings":
      make(verb) {
        ["findings"]
          + (await app.conformity.findings()).map { "\($0.recipient ?? "-"):\($0.kind):\($0.reason.code)" }
      }
    case "announces_end":
      let day = fields["day"]?.text ?? ""
      make(verb, day) { Answers.end(await app.service.announceEnd(day)) }
    default: try performWithdrawals(app, verb, fields)
    }
  }

  private func performWithdrawals(_ app: Guard, _ verb: String, _ fields: JSON) throws {
    let withdrawals = app.withdrawals
    switch verb {
    case "insists":
      let id = fields["access"]?.text ?? ""
      make(verb, id) { Answers.withdrawal(await withdrawals.insist(AccessID(id))) }
    case "lists_routes": make(verb) { ["routes"] + withdrawals.routes.map(Answers.route) }
    case "lists_past_reads":
      make(verb) {
        ["past_reads"]
          + (await withdrawals.pastReads()).map {
            "\($0.access):\($0.endedMilliseconds == nil ? "stands" : "ended")"
          }
      }
    default: try performCopies(app, verb)
    }
  }

  private func performCopies(_ app: Guard, _ verb: String) throws {
    let (export, copy) = (app.export, copy)
    switch verb {
    case "exports":
      make(verb) {
        guard let taken = await export.take() else { return ["not_ready"] }
        copy.with { $0 = taken }
        return Answers.exported(taken)
      }
    case "compares_export":
      make(verb) {
        switch await export.compare(copy.with { $0 }) {
        case .same: ["same"]
        case .differs(let part): ["differs", Words.of(part)]
        case .notACopy: ["not_an_export"]
        case .notReady: ["not_ready"]
        }
      }
    default: throw Impossible(what: "step \(step): unknown verb app_\(verb)")
    }
  }

  private func numbered<Item>(_ all: [Item], _ number: Int) throws -> Item {
    guard all.indices.contains(number - 1) else {
      throw Impossible(what: "step \(step): there is no number \(number)")
    }
    return all[number - 1]
  }
}

extension Answers {
  static func notRecorded(_ reason: Reason) -> [String] { ["not_recorded", reason.code] }

  static func due(_ due: Due, _ start: Int64) -> String {
    switch due {
    case .notPromised: "-"
    case .waits(let starts): "waits:\(Words.of(starts))"
    case .at(let last): "at:\(last - start)"
    case .unknown(let days): "unknown:\(days)"
    }
  }

  static func closing(_ answer: ClosingAnswer, _ start: Int64) -> [String] {
    switch answer {
    case .requested(let due, let owed): ["requested", self.due(due, start)] + self.owed(owed)
    case .closed(let then, let owed): ["closed", Words.of(then)] + self.owed(owed)
    case .openAgain: ["open_again"]
    case .notByThem(let others): ["not_by_them"] + others.map { Words.of($0) }
    case .noChange: ["no_change"]
    case .notRecorded(let reason): notRecorded(reason)
    }
  }

  static func stage(_ stage: AccountStage, _ start: Int64) -> [String] {
    switch stage {
    case .open: ["open"]
    case .closing(let by, _, let due, let isOverdue):
      ["closing", Words.of(by), self.due(due, start), isOverdue ? "overdue" : "-"]
    case .closed: ["closed"]
    }
  }

  static func offer(_ offer: RightOffer) -> [String] {
    switch offer {
    case .offered(let terms): ["offered", terms.clause]
    case .withheld(let clause, let instead):
      ["withheld", clause] + Array(Set(instead.map { Words.of($0) })).sortedByBytes
    case .notDeclared: ["not_declared"]
    }
  }

  static func request(_ answer: RequestAnswer, _ start: Int64) -> [String] {
    switch answer {
    case .made(_, let due, let cost): ["made", self.due(due, start), cost ? "tell_of_cost" : "-"]
    case .notOffered(let offer): ["not_offered"] + self.offer(offer)
    case .recorded(let due): ["recorded", self.due(due, start)]
    case .answered(let owed): ["answered"] + self.owed(owed)
    case .refused(let refusal): ["refused", String(refusal.number), refusal.clause]
    case .refusalNotTaken(let fault): ["refusal_not_taken", Words.of(fault)]
    case .identityFirst: ["identity_first"]
    case .notOpen: ["not_open"]
    case .notRecorded(let reason): notRecorded(reason)
    }
  }

  static func listed(_ view: RequestView, _ start: Int64) -> String {
    let stands =
      switch view.state {
      case .open where view.waitsForIdentity: "identity"
      case .open where view.isOverdue: "overdue"
      case .open, .answered, .refused, .takenBack: Words.of(view.state)
      }
    return "\(Words.of(view.right)):\(view.kind ?? "-"):\(stands):\(due(view.due, start))"
  }

  static func notice(_ answer: NoticeAnswer) -> [String] {
    switch answer {
    case .queued: ["queued"]
    case .notPromised: ["not_promised"]
    case .lacks(let parts): ["lacks"] + parts.map { Words.of($0) }
    case .notRecorded(let reason): notRecorded(reason)
    }
  }

  static func end(_ answer: EndAnswer) -> [String] {
    switch answer {
    case .announced(.unknown): ["announced", "-"]
    case .announced(let timeliness): ["announced", Words.of(timeliness)]
    case .notADay: ["not_a_day"]
    case .alreadyEnded: ["already_ended"]
    case .notRecorded(let reason): notRecorded(reason)
    }
  }

  /// The records with their states, and how many decisions there are.
  static func exported(_ copy: String) -> [String] {
    guard let json = try? JSONDecoder().decode(JSON.self, from: Data(copy.utf8)) else { return ["no JSON"] }
    let records = (json["consent_records"]?.list ?? []).map { record in
      let states = (record["events"]?.list ?? []).compactMap { $0["event_state"]?.text }
      let id = record["record_id"]?.text?.split(separator: " ").first ?? ""
      return "\(id):\(states.joined(separator: ","))"
    }
    return ["exported", String(json["decisions"]?.list.count ?? 0)] + records
  }

  static func route(_ route: WithdrawalRoute) -> String {
    "\(route.access):\(route.isBySwitch ? "switch" : "closing")\(route.isBySystem ? ":system" : "")"
  }
}

extension Words {
  /// The constant that scenarios write so.
  static func constant<Constant: CaseIterable>(_ word: String?) -> Constant? {
    Constant.allCases.first { of($0) == word }
  }
}
