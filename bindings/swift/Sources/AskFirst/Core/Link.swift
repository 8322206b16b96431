import AskFirstFFI
import Foundation

internal import AskFirstBridge

/// The one way to the bridge. The chapters under `Rulebook` go it too, each for itself.
///
/// **Invariant:** whatever goes wrong below (a panic of the core, a closed or
/// lost handle) becomes the closed answer here; nothing throws past this type
/// and nothing opens.
final class Link: Sendable {
  private let bridge: Bridge?
  private let calls = Locked<UInt64>(0)

  init(_ options: GuardOptions, pack: Pack, directory: String) {
    bridge = try? Bridge.open(
      options: OpenOptions(
        directory: directory, pack: pack.json, packName: pack.name, surface: options.surface.bridged,
        language: options.language, quietPeriodHours: options.quietPeriodHours,
        shownTimeoutMs: options.shownTimeoutMilliseconds, keyTimeoutMs: options.keyTimeoutMilliseconds,
        manualClockMs: options.manualClockMilliseconds,
        device: options.device.sorted { $0.key < $1.key }.map { Fact(name: $0.key, value: $0.value) },
        ios: options.allowsPrimer, twoControlsAlways: options.twoControlsAlways,
        bindings: options.names.map(\.bridged), exemptions: options.exemptions))
  }

  /// A link whose core is out of reach, for tests.
  init() { bridge = nil }

  static func message(for code: String, language: String) -> String {
    (try? reasonMessage(code: code, language: language)) ?? code
  }

  /// Runs a call whose failure has a closed answer.
  func call<Answer>(_ closed: Answer, _ body: (Bridge) throws -> Answer) -> Answer {
    guard let bridge else { return closed }
    return (try? body(bridge)) ?? closed
  }

  func wait<Answer: Sendable>(
    _ closed: Answer, _ body: (Bridge) async throws -> Answer
  ) async -> Answer {
    guard let bridge else { return closed }
    return (try? await body(bridge)) ?? closed
  }

  /// Like `wait`, but the caller's cancellation does not end it: what a person did is carried out.
  func act<Answer: Sendable>(
    _ closed: Answer, _ body: @escaping @Sendable (Bridge) async throws -> Answer
  ) async -> Answer {
    await Task { await self.wait(closed, body) }.value
  }

  // MARK: opening and closing

  func supply(_ answer: KeyAnswer, anchor: AnchorAnswer) {
    call(()) { bridge in
      switch answer {
      case .key(let bytes): try bridge.supplyKey(answer: .key(bytes: bytes), anchor: anchor.bridged)
      case .lost: try bridge.supplyKey(answer: .lost, anchor: anchor.bridged)
      case .locked, .busy: try bridge.supplyKey(answer: .locked, anchor: anchor.bridged)
      }
    }
  }

  func status() -> Status {
    let lost = Status.closed(Closure(cause: .fault, detail: "the core does not answer"))
    return call(lost) { Status(try $0.status()) }
  }

  var isClosedByHost: Bool {
    if case .closed(let closure) = status() { closure.cause == .closedByHost } else { false }
  }

  func startAgain(_ key: Data) async -> Status {
    let lost = Status.closed(Closure(cause: .fault, detail: "the core does not answer"))
    return await act(lost) { Status(try await $0.startAgain(key: key)) }
  }

  func anchor() -> Data? { call(nil) { try $0.anchor() } }
  func settle() async { await wait(()) { try await $0.settle() } }
  func close() { call(()) { try $0.shutDown() } }

  // MARK: gates

  func gate(_ id: AccessID) -> UInt32 { call(0) { try $0.gate(access: id.rawValue) } }

  /// The gate for reading one kind of data; shut if the pack says another kind.
  func gate(_ id: AccessID, kind: String) -> UInt32 {
    call(0) { try $0.gateOfKind(access: id.rawValue, kind: kind) }
  }

  func gate(_ request: AccessRequest) -> UInt32 {
    call(0) {
      try $0.gateOf(
        parts: AccessParts(
          kind: request.kind, function: request.function, purpose: request.purpose,
          recipient: request.recipient, controller: request.controller, mode: request.mode.bridged,
          action: request.action?.bridged, source: request.source))
    }
  }

  func token(_ gate: UInt32) -> UInt64 { call(0) { try $0.token(gate: gate) } }

  static func isOpen(_ token: UInt64) -> Bool { askfirst_is_open(token) }

  func state(_ gate: UInt32) -> GateState {
    call(.shutByFault) { GateState(try $0.gateState(gate: gate)) }
  }

  func explain(_ gate: UInt32, language: String) -> String {
    call("") { try $0.explain(gate: gate, language: language) }
  }

  // MARK: reading

  func request(_ gate: UInt32, _ ask: Ask, _ moment: Moment) async -> Verdict {
    await verdict {
      try await $0.request(call: $1, gate: gate, ask: ask.bridged, platform: moment.bridged)
    }
  }

  func systemAnswered(_ question: UInt64, _ moment: Moment) async -> Verdict {
    await verdict {
      try await $0.systemAnswered(call: $1, question: question, platform: moment.bridged)
    }
  }

  func systemAbandoned(_ question: UInt64) { call(()) { try $0.systemAbandoned(question: question) } }
  func spend(_ permit: UInt64) -> Bool { call(false) { try $0.spend(permit: permit) } }

  /// Reports how the platform's call ended; what comes back replaces the answer.
  func finish(_ permit: UInt64, missing: Missing?) -> Shut? {
    call(.fault) { bridge in
      try bridge.finish(permit: permit, outcome: missing?.bridged ?? .read).map(Shut.init)
    }
  }

  /// Makes a call with a number of its own. A caller that is cancelled while the answer
  /// is on its way never sees it; the bridge then hands the system's dialog to the next
  /// caller and gives the permit back.
  private func verdict(
    _ body: (Bridge, UInt64) async throws -> AskFirstBridge.Verdict
  ) async -> Verdict {
    guard let bridge else { return .shut(.fault) }
    let number = calls.with { calls in
      calls += 1
      return calls
    }
    do {
      let verdict = try await body(bridge, number)
      try bridge.received(call: number)
      switch verdict {
      case .permit(let id, let entry): return .permit(id: id, entry: entry)
      case .shut(let shut): return .shut(Shut(shut))
      case .askSystem(let question): return .askSystem(question)
      }
    } catch {
      try? bridge.left(call: number)
      return .shut(error is CancellationError ? .cancelled : .fault)
    }
  }

  // MARK: asking

  func askTogether(_ gates: [UInt32], _ moment: Moment) async -> [Choosing]? {
    await wait(nil) {
      try await $0.askTogether(gates: gates, ask: .tapped, platform: moment.bridged).map(Choosing.init)
    }
  }

  func presentPolicy(screen: Bool) async -> PolicyState {
    await wait(.notAnswered) { PolicyState(try await $0.presentPolicy(ask: .tapped, screen: screen)) }
  }

  func policyState() -> PolicyState { call(.notAnswered) { PolicyState(try $0.policyState()) } }

  func prompt(desk: PromptDesk?, language: String) -> Prompt? {
    call(nil) { try $0.prompt().map { Prompt($0, desk: desk, language: language) } }
  }

  func shown(ticket: UInt64, language: String) async -> Bool {
    await act(false) { try await $0.shown(ticket: ticket, language: language) }
  }

  func press(ticket: UInt64, control: String, on: [String], bound: Bool) async -> Bool {
    await act(false) {
      try await $0.press(ticket: ticket, control: control, on: on, tap: bound ? .bound : .pressed)
    }
  }

  func dismiss(ticket: UInt64, how: Prompt.Dismissal) async -> Bool {
    await act(false) { try await $0.dismiss(ticket: ticket, how: how.bridged) }
  }

  func screenGone() { call(()) { try $0.screenGone() } }
  func screenBack() { call(()) { try $0.screenBack() } }
}

/// What the core answered to a request.
enum Verdict: Sendable, Equatable {
  case permit(id: UInt64, entry: UInt64)
  case shut(Shut)
  case askSystem(UInt64)
}

// MARK: withdrawing, recipients, records

extension Link {
  func withdraw(_ gate: UInt32) async -> Withdrawn {
    await act(.notDurable) { Withdrawn(try await $0.withdraw(gate: gate)) }
  }

  func start(_ recipient: String, tapped: Bool) async -> Started {
    await act(.held(.fault)) { Started(try await $0.start(recipient: recipient, tapped: tapped)) }
  }

  func setFact(_ name: String, _ value: String?) async {
    await act(()) { try await $0.setFact(name: name, value: value) }
  }

  func confirm(_ obligation: UInt64, _ how: Confirmed) async -> Bool {
    await act(false) { try await $0.confirm(obligation: obligation, how: how.bridged) }
  }

  func obligations() -> [Obligation] { call([]) { try $0.obligations().map(Obligation.init) } }

  func platformSeen(_ gate: UInt32, _ moment: Moment) async {
    await act(()) { try await $0.platformSeen(gate: gate, platform: moment.bridged) }
  }

  func switchTo(_ account: Account?) async -> Switched {
    await act(.notDurable) { bridge in
      let isDone = try await bridge.switchTo(
        account: account.map { AskFirstBridge.Account(id: $0.id, tenant: $0.tenant) })
      return isDone ? .done : .notDurable
    }
  }

  func legacy(_ acceptance: LegacyAcceptance) async {
    await act(()) {
      _ = try await $0.legacyAcceptance(
        textVersion: acceptance.textVersion, atMs: acceptance.atMilliseconds)
    }
  }

  func consents() -> [Consent] {
    call([]) {
      try $0.consents().map(Consent.init)
    }
  }

  /// Each access that the pack declares with its kind and its recipient, in the pack's order.
  func declared() -> [Line] {
    call([]) {
      try $0.declared().map { Line(id: AccessID($0.id), kind: $0.kind, recipient: $0.recipient) }
    }
  }

  func document(language: String) -> PolicyDocument {
    call(PolicyDocument(title: "", sections: [])) {
      PolicyDocument(try $0.policyDocument(language: language))
    }
  }

  func entries(from: UInt64, limit: UInt32) async -> [Entry] {
    await wait([]) {
      try await $0.entries(from: from, limit: limit).map {
        Entry(
          id: $0.id, atMilliseconds: $0.atMs, what: $0.what, access: $0.access.map(AccessID.init(_:)),
          detail: $0.detail)
      }
    }
  }

  func decisions(from: UInt64, limit: UInt32) async -> [Decision] {
    await wait([]) { try await $0.decisions(from: from, limit: limit).map(Decision.init) }
  }

  func verify() async -> Verification? {
    await wait(nil) {
      let report = try await $0.verify()
      return Verification(
        entries: report.entries, isSound: report.intact, firstBad: report.firstBad, head: report.head)
    }
  }

  // MARK: watching

  func change() -> UInt64 { call(0) { try $0.change() } }

  /// Waits until the counter has moved; nil when there is nothing more to wait for.
  func changed(since: UInt64) async -> UInt64? {
    await wait(nil) { try await $0.changed(since: since) }
  }

  static func takeLogs() -> [LogRecord] {
    (try? AskFirstBridge.takeLogs().map(LogRecord.init)) ?? []
  }

  // MARK: tests

  func advanceClock(_ milliseconds: Int64) { call(()) { try $0.testAdvanceClock(ms: milliseconds) } }
  func setClock(_ milliseconds: Int64) { call(()) { try $0.testSetClock(ms: milliseconds) } }
  func panic() async { await act(()) { try await $0.testPanic() } }
  func kill() { call(()) { try $0.testKill() } }
}

/// One access that the pack declares.
struct Line: Sendable {
  let id: AccessID
  let kind: String
  let recipient: String?
}

/// What became of an obligation.
enum Confirmed: Sendable {
  case done, afterRestart, notOffered

  var bridged: Confirmation {
    switch self {
    case .done: .done
    case .afterRestart: .afterRestart
    case .notOffered: .notOffered
    }
  }
}

extension Moment {
  var bridged: PlatformState {
    PlatformState(
      permission: system.permission.bridged, switchOn: system.switchedOn, foreground: foreground,
      screen: screen)
  }
}
