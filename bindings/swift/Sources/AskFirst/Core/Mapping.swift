// Turns what crosses the bridge into the public types and back. One `switch`
// each and never a `default`: a case that the core gains must not compile here
// until somebody has decided what an app sees.
internal import AskFirstBridge

extension Reason {
  init(_ reason: AskFirstBridge.Reason) {
    self.init(code: reason.code, group: Group(reason.group))
  }
}

extension Group {
  init(_ group: AskFirstBridge.Group) {
    self =
      switch group {
      case .notReady: .notReady
      case .notAnswered: .notAnswered
      case .saidNo: .saidNo
      case .systemOff: .systemOff
      case .notDeclared: .notDeclared
      case .notNow: .notNow
      }
  }
}

extension Remedy {
  init(_ remedy: AskFirstBridge.Remedy) {
    self =
      switch remedy {
      case .none: .none
      case .askOnTap: .askOnTap
      case .systemSettings: .systemSettings
      case .anotherWay: PlantedFault.active == .remedy ? .none : .anotherWay
      case .closeAccount: .closeAccount
      case .recover: .recover
      }
  }
}

extension Shut {
  init(_ shut: AskFirstBridge.Shut) {
    self.init(reason: Reason(shut.reason), remedy: Remedy(shut.remedy), effect: shut.effect)
  }

  /// What a fault in the library itself answers: not ready, never a yes.
  static let fault = Shut(reason: .fault, remedy: .none)
  static let cancelled = Shut(reason: .cancelled, remedy: .none)
  static let permitVoid = Shut(reason: .permitVoid, remedy: .none)
}

extension Style {
  init(_ style: AskFirstBridge.Style) {
    self =
      switch style {
      case .policy: .policy
      case .consent: .consent
      case .choices: .choices
      case .primer: .primer
      }
  }
}

extension Status {
  init(_ status: AskFirstBridge.Status) {
    self =
      switch status {
      case .opening: .opening
      case .ready(let detectable): .ready(rollbackDetectable: detectable)
      case .closed(let cause, let detail, let entry, let canStartAgain):
        .closed(
          Closure(cause: Cause(cause), detail: detail, entry: entry, canStartAgain: canStartAgain))
      }
  }
}

extension Cause {
  init(_ cause: AskFirstBridge.Cause) {
    self =
      switch cause {
      case .packInvalid: .packInvalid
      case .otherPack: .otherPack
      case .olderEdition: .olderEdition
      case .keyLost: .keyLost
      case .keyLocked: .keyLocked
      case .keyTimeout: .keyTimeout
      case .keyWrong: .keyWrong
      case .damaged: .damaged
      case .rolledBack: .rolledBack
      case .newerFormat: .newerFormat
      case .storageFull: .storageFull
      case .storageUnavailable: .storageUnavailable
      case .fault: .fault
      case .closedByHost: .closedByHost
      }
  }
}

extension Standing {
  init(_ standing: AskFirstBridge.Standing) {
    self =
      switch standing {
      case .unAsked: .unAsked
      case .byPolicy: .byPolicy
      case .given: .given
      case .refused: .refused
      case .withdrawn: .withdrawn
      case .expired: .expired
      case .stale: .stale
      case .leftOpen: .leftOpen
      case .notDeclared: .notDeclared
      }
  }
}

extension GateState {
  init(_ state: AskFirstBridge.GateState) {
    self.init(
      isOpen: state.open, reason: state.reason.map(Reason.init), standing: Standing(state.standing),
      sinceMilliseconds: state.sinceMs)
  }
}

extension Ask {
  var bridged: AskFirstBridge.Ask {
    switch self {
    case .never: .never
    case .ifNew: .ifNew
    case .tapped: .tapped
    }
  }
}

extension SystemState.Permission {
  var bridged: AskFirstBridge.Permission {
    switch self {
    case .notNeeded: .notNeeded
    case .granted: .granted
    case .notAsked: .notAsked
    case .denied: .denied
    case .unavailable: .unavailable
    }
  }
}

extension Prompt.Dismissal {
  var bridged: AskFirstBridge.Dismissal {
    switch self {
    case .closed: .closed
    case .outsideTap: .outsideTap
    case .back: .back
    case .timedOut: .timedOut
    case .failed: .uiFailed
    }
  }
}

extension Missing {
  var bridged: AskFirstBridge.ReadOutcome {
    switch self {
    case .notOffered: .notOffered
    case .noValue: .noValue
    case .timedOut: .timedOut
    case .failed: .failed
    }
  }
}

extension PolicyState {
  init(_ state: AskFirstBridge.PolicyState) {
    self =
      switch state {
      case .accepted: .accepted
      case .declined: .declined
      case .notAnswered: .notAnswered
      }
  }
}

extension Obligation {
  init(_ obligation: AskFirstBridge.Owed) {
    // A clock that was set back in between leaves the two the wrong way round.
    let collected = obligation.collected.map { min($0.first, $0.last)...max($0.first, $0.last) }
    self.init(
      id: obligation.id, recipient: obligation.recipient, kind: obligation.kind,
      action: Action(obligation.action), collectedMilliseconds: collected)
  }
}

extension Obligation.Action {
  init(_ action: AskFirstBridge.ObligedAction) {
    self =
      switch action {
      case .stopRecipient: .stop
      case .purgeCache: .purge
      case .delete: .delete
      case .deleteOrAnonymise: .deleteOrAnonymise
      case .passDeletionOn: .passDeletionOn
      }
  }
}

extension AccessRequest.Mode {
  var bridged: AskFirstBridge.Mode {
    switch self {
    case .passive: .passive
    case .active: .active
    case .import: .import
    }
  }
}

extension Surface {
  var bridged: AskFirstBridge.Surface {
    switch self {
    case .app: .app
    case .site: .site
    case .client: .client
    case .miniProgram: .miniProgram
    case .plugin: .plugin
    }
  }
}

extension AnchorAnswer {
  /// One that cannot be had now never gets here as a reason to open: it is none that fits.
  var bridged: AskFirstBridge.AnchorAnswer {
    switch self {
    case .none: .none
    case .kept(let bytes): .kept(bytes: bytes)
    case .notNow, .broken: .broken
    }
  }
}

extension Withdrawn {
  init(_ outcome: AskFirstBridge.Withdrawn) {
    self =
      switch outcome {
      case .done(let obligations): .done(obligations.map(Obligation.init))
      case .closesAccount(let consequence): .closesAccount(consequence: consequence)
      case .notDurable: .notDurable
      case .nothingGiven: .nothingGiven
      }
  }
}

extension Started {
  init(_ outcome: AskFirstBridge.Started) {
    self =
      switch outcome {
      case .running(let allowed): .running(allowed: Set(allowed.map(AccessID.init(_:))))
      case .held(let shut): .held(Shut(shut))
      }
  }
}

extension Choosing {
  init(_ answer: AskFirstBridge.Answer) {
    self.init(
      access: AccessID(answer.access), given: answer.given, reason: answer.reason.map(Reason.init))
  }
}

extension Prompt {
  init(_ prompt: AskFirstBridge.Prompt, desk: PromptDesk?, language: String) {
    self.init(
      id: prompt.ticket, style: Style(prompt.style), accesses: prompt.accesses.map(AccessID.init(_:)),
      texts: prompt.texts.map(Text.init), desk: desk, language: language)
  }
}

extension Prompt.Text {
  init(_ text: AskFirstBridge.PromptText) {
    self.init(
      language: text.language, title: text.title,
      paragraphs: text.paragraphs.map { Prompt.Paragraph(role: $0.role, text: $0.text) },
      choices: text.choices.map { Prompt.Choice(id: $0.id, title: $0.title, detail: $0.detail) },
      controls: text.controls.map { Prompt.Control(id: $0.id, label: $0.label) },
      policyLabel: text.policyLabel, closeLabel: text.closeLabel, hash: text.hash)
  }
}

extension Consent {
  init(_ consent: AskFirstBridge.ConsentView) {
    self.init(
      id: AccessID(consent.access), choice: consent.choice, kind: consent.kind, function: consent.function,
      recipient: consent.recipient, isGated: consent.gated, state: GateState(consent.state),
      words: consent.words.map {
        Consent.Words(
          language: $0.language, term: $0.term, purpose: $0.purpose, function: $0.function,
          recipient: $0.recipient, effect: $0.effect, clause: $0.clause)
      })
  }
}

extension Decision {
  init(_ decision: AskFirstBridge.DecisionView) {
    self.init(
      id: decision.id, atMilliseconds: decision.atMs, access: AccessID(decision.access),
      isAllowed: decision.allowed, reason: decision.reason.map(Reason.init), entry: decision.entry)
  }
}

extension LogRecord {
  init(_ record: AskFirstBridge.LogRecord) {
    self.init(
      level: Level(rawValue: record.level.lowercased()) ?? .info, target: record.target,
      message: record.message)
  }
}

extension PolicyDocument {
  init(_ document: AskFirstBridge.PolicyDocument) {
    self.init(
      title: document.title,
      sections: document.sections.map { Section(heading: $0.heading, lines: $0.lines) })
  }
}

extension NamedRecipient {
  var bridged: AskFirstBridge.Binding {
    AskFirstBridge.Binding(
      category: category, id: id, name: name, region: isDomestic ? .domestic : .abroad)
  }
}
