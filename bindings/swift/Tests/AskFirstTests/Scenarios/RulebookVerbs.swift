import AskFirst

/// What each verb of the rulebook does, and its answer as the log writes it.
extension Player {
  func performRulebook(_ app: Guard, _ verb: String, _ fields: JSON) async throws {
    switch verb {
    case "lists_editions": make(verb) { ["editions"] + app.editions.all.map(Answers.edition) }
    case "lists_changes": make(verb) { Answers.changes(await app.editions.changes()) }
    case "asks_agreed_text":
      let day = fields["day"]?.text ?? ""
      make(verb, day) { ["agreed", app.editions.agreed(on: day).map { String($0.ordinal) } ?? "-"] }
    case "lists_rights":
      make(verb) {
        let offered = await app.editions.rights().filter(\.isOffered)
        return ["rights"] + offered.map { Words.of($0.name) }.sortedByBytes
      }
    case "joins": opensJoin(app, fields)
    case "ends_join":
      let join = try join(fields)
      make(verb, String(fields["join"]?.int ?? 0)) { [await join.end() ? "ended" : "no_join"] }
    case "checks_join":
      let join = try join(fields)
      make(verb, String(fields["join"]?.int ?? 0)) { Answers.yes("stands", or: await join.whyShut()) }
    case "claims": claims(app, fields)
    default: try await handles(app, verb, fields)
    }
  }

  private func handles(_ app: Guard, _ verb: String, _ fields: JSON) async throws {
    let (id, other) = (fields["access"]?.text ?? "", fields["to"]?.text ?? "")
    switch verb {
    case "keeps":
      make(verb, id) { Answers.yes("kept", or: await app.handling.keep(AccessID(id))) }
    case "passes_on":
      make(verb, "\(id),\(other)") {
        Answers.yes("passed_on", or: await app.handling.pass(AccessID(id), to: AccessID(other)))
      }
    case "releases":
      let kind = fields["kind"]?.text ?? ""
      make(verb, kind) {
        Answers.yes("released", or: await app.handling.release(kind: kind, to: other))
      }
    case "proves_source":
      let (source, reference) = (fields["source"]?.text ?? "", fields["reference"]?.text ?? "")
      make(verb, source) {
        [await app.handling.prove(source: source, reference: reference) ? "proven" : "not_proven"]
      }
    default: try await performChapter(app, verb, fields)
    }
  }

  private func opensJoin(_ app: Guard, _ fields: JSON) {
    let (ids, ask, joins) = (fields["accesses"]?.texts ?? [], ask(fields), joins)
    make("joins", ids.joined(separator: ",")) {
      switch await app.joins.open(ids.map(AccessID.init(_:)), ask: ask) {
      case .open(let join):
        joins.with { $0.append(join) }
        return ["joined"]
      case .refused(let shut): return ["shut"] + Answers.refusal(shut)
      }
    }
  }

  private func join(_ fields: JSON) throws -> Join {
    let number = fields["join"]?.int ?? 0
    let known = joins.with { $0 }
    guard known.indices.contains(number - 1) else {
      throw Impossible(what: "step \(step): nothing was joined a \(number). time")
    }
    return known[number - 1]
  }

  private func claims(_ app: Guard, _ fields: JSON) {
    let id = fields["access"]?.text ?? ""
    let item: Claim.Item =
      fields["item"]?.int.map { .number(UInt32($0)) }
      ?? .ground(Words.ground(fields["item"]?.text ?? ""))
    let claim = Claim(
      item, reason: fields["reason"]?.text ?? "", requester: fields["requester"]?.text ?? "",
      citation: fields["citation"]?.text, isDirectlyLinked: fields["directly"]?.bool ?? false)
    let action = Words.action(fields["action"]?.text ?? "collect")
    let access = Access(id, kind: Kind<PhoneValue>(kinds[id] ?? "none"))
    make("claims", id) {
      guard action == .collect else {
        switch await app.exemptions.record(AccessID(id), action, claim: claim) {
        case .recorded: return ["recorded"]
        case .refused(let shut): return ["shut"] + Answers.refusal(shut)
        }
      }
      let receipt = await app.exemptions.receipt(access, claim: claim)
      if case .shut(let shut) = receipt.read { return ["shut"] + Answers.refusal(shut) }
      return Answers.read(receipt, language: "")
    }
  }
}

extension Answers {
  static func yes(_ yes: String, or shut: Shut?) -> [String] {
    shut.map { ["shut"] + refusal($0) } ?? [yes]
  }

  static func edition(_ edition: Edition) -> String {
    let state =
      switch edition.state {
      case .accepted: "accepted"
      case .declined: "declined"
      case .notAnswered: edition.shownMilliseconds == nil ? "unseen" : "shown"
      }
    return "\(edition.ordinal):\(state)\(edition.isCurrent ? ":current" : "")"
  }

  static func changes(_ changes: EditionChanges?) -> [String] {
    guard let changes else { return ["no_changes"] }
    if changes.isUnknown { return ["unknown"] }
    return ["changes"] + changes.all.map { "\(Words.of($0.what)):\(Words.of($0.how)):\($0.path)" }
  }
}

/// Constants as scenarios write them: `highRisk` is `high_risk`.
enum Words {
  static func of<Constant>(_ constant: Constant) -> String {
    String(describing: constant).map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
  }

  static func action(_ word: String) -> DataAction {
    DataAction.allCases.first { of($0) == word } ?? .refuseRequest
  }

  static func ground(_ word: String) -> Claim.Ground {
    Claim.Ground.allCases.first { of($0) == word } ?? .law
  }
}
