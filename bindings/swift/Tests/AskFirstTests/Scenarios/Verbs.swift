import AskFirst
import AskFirstTesting
import Foundation

/// What each verb of a scenario does: calls of the public API, and nothing else.
extension Player {
  struct Impossible: Error { let what: String }

  func perform(_ step: Scenario.Step) async throws {
    let fields = step.fields
    if step.verb.hasPrefix("app_") {
      try await performApp(String(step.verb.dropFirst(4)), fields)
    } else {
      try await performOutside(step.verb, fields)
    }
  }

  // MARK: the app

  private func performApp(_ verb: String, _ fields: JSON) async throws {
    if verb == "opens" { return try opens(fields) }
    guard let app else { throw Impossible(what: "step \(step): the app is not open") }
    switch verb {
    case "starts_again":
      make(verb) { Answers.status(await app.startAgain()) }
    case "checks_status": make(verb) { Answers.status(app.status) }
    case "presents_policy": make(verb) { Answers.policy(await app.policy.present()) }
    case "shows_policy": showsPolicy(app, fields)
    case "checks":
      let gate = gate(app, fields)
      make(verb, subject(fields)) { [gate.isOpen ? "open" : "shut"] }
    case "observes":
      let (gate, start) = (gate(app, fields), scenario.start)
      make(verb, subject(fields)) { Answers.state(gate.state, start: start) }
    case "reads": reads(app, fields)
    case "asks_together":
      let accesses = fields["accesses"]?.texts ?? []
      make(verb, accesses.joined(separator: ",")) {
        Answers.together(await app.askTogether(accesses.map(AccessID.init(_:))))
      }
    case "starts":
      let (id, tapped) = (fields["recipient"]?.text ?? "", fields["tapped"]?.bool ?? false)
      make(verb, id) { Answers.start(await app.start(Recipient(id), tapped: tapped)) }
    case "withdraws":
      let id = fields["access"]?.text ?? ""
      make(verb, id) { Answers.withdrawal(await app.withdraw(AccessID(id))) }
    case "switches_account": switchesAccount(app, fields)
    case "cancels": calls.cancel(fields["call"]?.text ?? "", fields["count"]?.int)
    case "reports": await app.setFact(fields["fact"]?.text ?? "", fields["value"]?.text)
    case "closes": app.close()
    case "is_killed": await die()
    case "goes_to_background":
      phone.inFront(false)
      await app.app(inFront: false)
    case "comes_to_front":
      phone.inFront(true)
      await app.app(inFront: true)
    default: try await lists(app, verb, fields)
    }
  }

  private func lists(_ app: Guard, _ verb: String, _ fields: JSON) async throws {
    switch verb {
    case "lists_consents": make(verb) { Answers.consents(app.consents) }
    case "lists_entries":
      let what = fields["what"]?.texts ?? []
      make(verb, what.joined(separator: ",")) {
        Answers.entries(await app.records.entries(from: 1, limit: .max), what: what)
      }
    case "lists_decisions":
      let last = fields["last"]?.int ?? 0
      make(verb, String(last)) {
        Answers.decisions(await app.records.decisions(from: 0, limit: .max), last: last)
      }
    case "lists_obligations": make(verb) { ["obligations"] + Answers.owed(app.obligations) }
    case "verifies": make(verb) { Answers.verification(await app.records.verify()) }
    default: try await performRulebook(app, verb, fields)
    }
  }

  private func opens(_ fields: JSON) throws {
    let pack = try scenario.pack(fields["pack"]?.text)
    let key = fields["key"]?.text ?? "usual"
    storage.key(is: key)
    learn(pack)
    var options = GuardOptions()
    options.directory = storage.ledger
    options.language = scenario.language
    options.surface = try surface(scenario.head["surface"]?.text)
    options.device = (scenario.head["device"]?.fields ?? [:]).compactMapValues(\.text)
    options.quietPeriodHours = scenario.head["quiet_period_hours"]?.int.map(UInt32.init)
    options.names = scenario.names
    options.exemptions = scenario.head["exemptions"]?.bool ?? false
    options.twoControlsAlways = scenario.head["two_controls_always"]?.bool ?? false
    options.allowsPrimer = scenario.head["platform"]?.text == "ios"
    options.shownTimeoutMilliseconds = 60_000
    options.keyTimeoutMilliseconds = 60_000
    options.manualClockMilliseconds = now
    options.surroundings = phone
    options.log = Silent()
    options.providers = providers()
    if let legacy = scenario.head["legacy"], let text = legacy["text_version"]?.text {
      options.legacy = LegacyAcceptance(
        textVersion: text, atMilliseconds: try Scenario.milliseconds(legacy["at"]?.text))
    }
    let opened = Guard.open(pack, keys: storage, adapters: adapters(pack), options: options)
    watch(opened)
    make("opens") { Answers.status(key == "late" ? opened.status : await opened.opened()) }
  }

  private func showsPolicy(_ app: Guard, _ fields: JSON) {
    let (ordinal, language) = (fields["ordinal"]?.int, scenario.language)
    make("shows_policy", ordinal.map(String.init) ?? "") {
      guard let ordinal else { return Answers.document(app.policy.document(language: language)) }
      let found = app.editions.all.first { $0.ordinal == ordinal }
      guard let edition = found,
        let document = await app.editions.document(of: edition, language: language)
      else { return ["document", "", "0", "0"] }
      return Answers.document(document)
    }
  }

  private func surface(_ name: String?) throws -> Surface {
    guard let surface = Surface(rawValue: name ?? "app") else {
      throw Impossible(what: "there is no surface \(name ?? "")")
    }
    return surface
  }

  private func reads(_ app: Guard, _ fields: JSON) {
    let (ask, gate, language) = (ask(fields), gate(app, fields), scenario.language)
    for _ in 0..<(fields["times"]?.int ?? 1) {
      make("reads", subject(fields), as: fields["as"]?.text) {
        Answers.read(await gate.receipt(ask: ask), language: language)
      }
    }
  }

  func ask(_ fields: JSON) -> Ask {
    switch fields["ask"]?.text {
    case "never": .never
    case "tapped": .tapped
    default: .ifNew
    }
  }

  private func switchesAccount(_ app: Guard, _ fields: JSON) {
    let id = fields["account"]?["id"]?.text
    let tenant = fields["account"]?["tenant"]?.text
    let subject = id.map { id in tenant.map { "\(id)@\($0)" } ?? id } ?? ""
    make("switches_account", subject) {
      let outcome = await app.switch(to: id.map { Account($0, tenant: tenant) })
      return [outcome == .done ? "switched" : "not_durable"]
    }
  }

  // MARK: person, screen, phone, clock, storage

  private func performOutside(_ verb: String, _ fields: JSON) async throws {
    switch verb {
    case "person_taps":
      let prompt = try prompt(fields)
      _ = await prompt.answer(
        fields["control"]?.text ?? "", on: Set(fields["on"]?.texts ?? []),
        bound: fields["how"]?.text == "bound")
    case "person_dismisses": try await prompt(fields).close(try dismissal(fields["how"]?.text))
    case "person_answers_system": phone.answerDialog(fields["permission"]?.text ?? "")
    case "screen_draws": await screen.draw(fields["language"]?.text ?? scenario.language)
    case "phone_changes": phone.change(fields)
    case "phone_holds": phone.hold(fields["kind"]?.text ?? "", at: fields["at"]?.text ?? "")
    case "phone_goes_on": phone.goOn(fields["kind"]?.text ?? "")
    case "key_arrives":
      storage.keyArrives()
      await app?.tryKeysAgain()
    case "clock_advances": move(to: now + milliseconds(fields))
    case "clock_is_set": move(to: try Scenario.milliseconds(fields["to"]?.text))
    case "storage_is_copied": try storage.copy(fields["as"]?.text ?? "")
    case "storage_is_put_back":
      try storage.putBack(fields["copy"]?.text ?? "", anchorToo: fields["anchor"]?.text == "too")
    case "storage_byte_is_flipped":
      try storage.flip(fields["file"]?.text ?? "", at: fields["at"]?.int ?? 0)
    case "storage_is_removed": try storage.remove(fields["file"]?.text)
    default: throw Impossible(what: "step \(step): unknown verb \(verb)")
    }
  }

  private func prompt(_ fields: JSON) throws -> Prompt {
    guard let prompt = screen.prompt(fields["prompt"]?.int) else {
      throw Impossible(what: "step \(step): there is no such prompt")
    }
    return prompt
  }

  private func dismissal(_ how: String?) throws -> Prompt.Dismissal {
    switch how {
    case "closed": return .closed
    case "outside_tap": return .outsideTap
    case "back": return .back
    case "timed_out": return .timedOut
    case "ui_failed": return .failed
    default: throw Impossible(what: "step \(step): unknown way to dismiss")
    }
  }

  private func milliseconds(_ fields: JSON) -> Int64 {
    let parts = [("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1)]
    return Int64(parts.map { (fields[$0.0]?.int ?? 0) * $0.1 }.reduce(0, +)) * 1000
  }

  private func move(to time: Int64) {
    now = time
    app?.testing.setClock(time)
  }

  // MARK: gates, providers, adapters

  func make(
    _ verb: String, _ subject: String = "", as name: String? = nil,
    _ body: @escaping @Sendable () async -> [String]
  ) {
    calls.make(step, verb, subject, as: name, body)
  }

  private func gate(_ app: Guard, _ fields: JSON) -> Gate<PhoneValue> {
    if let id = fields["access"]?.text {
      return app.gate(Access(id, kind: Kind<PhoneValue>(kinds[id] ?? "none")))
    }
    let parts = fields["parts"]
    let kind = parts?["kind"]?.text ?? ""
    let mode: AccessRequest.Mode =
      switch parts?["mode"]?.text {
      case "active": .active
      case "import": .import
      default: .passive
      }
    let request = AccessRequest(
      kind: kind, function: parts?["function"]?.text, purpose: parts?["purpose"]?.text,
      recipient: parts?["recipient"]?.text, controller: parts?["controller"]?.text,
      mode: mode,
      action: parts?["action"]?.text.map(Words.action), source: parts?["source"]?.text
    )
    return app.gate(request, as: Kind<PhoneValue>(kind))
  }

  private func subject(_ fields: JSON) -> String {
    if let id = fields["access"]?.text { return id }
    let names = ["kind", "function", "purpose", "recipient", "controller", "mode", "action", "source"]
    return names.compactMap { name in
      fields["parts"]?[name]?.text.map { "\(name)=\($0)" }
    }.joined(separator: ",")
  }

  /// The kind of each access, as the pack's JSON says.
  private func learn(_ pack: Pack) {
    kinds = [:]
    guard let json = try? JSONDecoder().decode(JSON.self, from: Data(pack.json.utf8)) else { return }
    for owner in (json["functions"]?.list ?? []) + (json["recipients"]?.list ?? []) {
      let accesses =
        (owner["accesses"]?.list ?? []) + (owner["items"]?.list ?? []).flatMap { $0["accesses"]?.list ?? [] }
      for access in accesses {
        guard let id = owner["id"]?.text, let name = access["id"]?.text else { continue }
        for one in [id] + bound(to: id) { kinds["\(one).\(name)"] = access["kind"]?.text }
      }
    }
  }

  /// Names behind a category have the category's accesses as their own.
  private func bound(to category: String) -> [String] {
    scenario.names.filter { $0.category == category }.map(\.id)
  }

  private func providers() -> Providers {
    var providers = Providers()
    let extra = scenario.steps.compactMap { $0.fields["parts"]?["kind"]?.text }
    for kind in Set(kinds.values).union(extra).union(["none"]) {
      providers.set(PhoneProvider(kind: kind, phone: phone), for: Kind<PhoneValue>(kind))
    }
    return providers
  }

  private func adapters(_ pack: Pack) -> [FakeAdapter] {
    let json = try? JSONDecoder().decode(JSON.self, from: Data(pack.json.utf8))
    let own = (json?["recipients"]?.list ?? []).compactMap { $0["id"]?.text }
    return own.flatMap { [$0] + bound(to: $0) }.map { id in
      let stops = scenario.head["sdks"]?[id]?["stops"]?.text == "after_restart"
      return FakeAdapter(recipient: Recipient(id), stops: stops ? .afterRestart : .now, desk: desk)
    }
  }
}

/// Says nothing: a replay provokes warnings on purpose.
struct Silent: LogSink {
  func log(_ record: LogRecord) {}
}
