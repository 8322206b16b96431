import AskFirst
import AskFirstTesting
import Foundation

/// Plays a scenario through the public API and writes its log.
final class Player {
  let scenario: Scenario
  let phone: FakePhone
  let storage: FakeStorage
  let screen: FakeScreen
  let desk = SDKDesk()
  let calls = Calls()
  /// What is under legal hold, and which requests were made, in order.
  let holds = Locked<[Hold]>([])
  let requests = Locked<[UInt64]>([])
  /// The last copy of the records, as JSON.
  let copy = Locked("")
  /// What was joined so far, in order.
  let joins = Locked<[Join]>([])
  var app: Guard?
  var kinds: [String: String] = [:]
  var now: Int64
  var step = 0
  private var watching: Task<Void, Never>?
  private var marks: [String] = []
  private var log: LogText

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    phone = FakePhone(scenario.head["phone"])
    storage = try FakeStorage(keepsAnchor: scenario.keepsAnchor)
    screen = FakeScreen(language: scenario.language, draws: scenario.draws)
    now = scenario.start
    log = LogText(scenario.name)
  }

  func play() async throws -> String {
    for step in scenario.steps {
      self.step += 1
      let ticket = screen.standing?.prompt.id
      let dialog = phone.dialog?.number
      await stateAge()
      try await perform(step)
      await wait(step.then, ticket)
      conclude(ticket, dialog)
    }
    await die()
    storage.clean()
    try scenario.checkFields()
    return log.text
  }

  /// States the scenario's age for an account whose age is wanted and unknown, as an app does at first use.
  private func stateAge() async {
    guard let age = scenario.age, let app, case .ready = app.status else { return }
    guard app.person.view.isAgeUnknown else { return }
    _ = await app.person.stateAge(age)
  }

  func watch(_ opened: Guard) {
    app = opened
    let prompts = opened.prompts
    watching = Task { [screen] in await screen.watch(prompts) }
  }

  /// The process dies: what waits is gone, without a line.
  func die() async {
    calls.forget()
    storage.key(is: "usual")
    watching?.cancel()
    await watching?.value
    app?.testing.kill()
    app = nil
    phone.forgetProcess()
    screen.clear()
  }

  // MARK: the end of a step

  private func wait(_ then: JSON, _ ticket: UInt64?) async {
    let deadline = ContinuousClock.now + .seconds(4)
    await quiet()
    while !isAsStated(then, ticket), ContinuousClock.now < deadline { await quiet() }
  }

  private func isAsStated(_ then: JSON, _ ticket: UInt64?) -> Bool {
    let standing = screen.standing
    let prompt: Bool
    switch (then["prompt"], standing) {
    case (nil, nil): prompt = true
    case (let wanted?, let standing?):
      let isSame = ticket == standing.prompt.id
      prompt = isSame == (wanted["same"]?.bool ?? false) && (standing.drawn != nil || !scenario.draws)
    case (nil, _?), (_?, nil): prompt = false
    }
    return prompt && calls.answered >= Player.count(then["answers"]?.texts ?? [])
      && phone.dialog?.kind == then["system_dialog"]?.text
      && desk.told >= (then["sdk"]?.list.count ?? 0)
  }

  /// `50 x value` counts fifty.
  private static func count(_ answers: [String]) -> Int {
    answers.map { answer in
      let words = answer.split(separator: " ")
      return words.count > 1 && words[1] == "x" ? Int(words[0]) ?? 1 : 1
    }.reduce(0, +)
  }

  /// Lets guard and app come to rest: until two looks in a row show the same picture.
  private func quiet() async {
    var before = picture
    var equal = 0
    let deadline = ContinuousClock.now + .seconds(10)
    while equal < 2, ContinuousClock.now < deadline {
      await app?.testing.settle()
      for _ in 0..<4 { await rest() }
      let after = picture
      equal = after == before && !calls.isStarting ? equal + 1 : 0
      before = after
    }
  }

  private var picture: [Int] {
    let standing = screen.standing
    return [
      calls.answered, desk.told, phone.reads, phone.dialogsShown, phone.dialog?.number ?? 0,
      screen.count, standing == nil ? 0 : 1, standing?.drawn == nil ? 0 : 1,
    ]
  }

  private func conclude(_ ticket: UInt64?, _ dialog: Int?) {
    let milliseconds = now - scenario.start
    for line in desk.take() { log.line(step, milliseconds, line) }
    log.calls(step, milliseconds, marked(calls.take()))
    let standing = screen.standing
    if let standing, standing.prompt.id != ticket {
      for line in screen.lines(standing) { log.line(step, milliseconds, line) }
    }
    let present = phone.dialog
    if let present, present.number != dialog { log.line(step, milliseconds, ["dialog", present.kind]) }
    if ticket != nil, standing?.prompt.id != ticket { log.line(step, milliseconds, ["gone", "prompt"]) }
    if dialog != nil, present?.number != dialog { log.line(step, milliseconds, ["gone", "dialog"]) }
    let counts = [phone.reads, screen.count, phone.dialogsShown, desk.starts]
    log.line(step, milliseconds, ["end"] + counts.map(String.init))
  }

  /// Ledger entries are named by order of appearance: housekeeping entries in
  /// between are written by time, not by step.
  private func marked(_ calls: [MadeCall]) -> [MadeCall] {
    calls.map { call in
      guard call.answer.count == 2, call.answer[0] == "value" else { return call }
      var call = call
      if !marks.contains(call.answer[1]) { marks.append(call.answer[1]) }
      call.answer[1] = "e\((marks.firstIndex(of: call.answer[1]) ?? 0) + 1)"
      return call
    }
  }
}

/// The calls of the fake app that are under way.
final class Calls: Sendable {
  private struct Waiting {
    let call: MadeCall
    let name: String?
    let task: Task<Void, Never>
  }

  private struct State {
    var made = 0
    var starting = 0
    var waiting: [Int: Waiting] = [:]
    var answered: [MadeCall] = []
  }

  private let state = Locked(State())

  var answered: Int { state.with { $0.answered.count } }
  var isStarting: Bool { state.with { $0.starting > 0 } }

  func make(
    _ step: Int, _ verb: String, _ subject: String, as name: String? = nil,
    _ body: @escaping @Sendable () async -> [String]
  ) {
    let order = state.with { state in
      state.made += 1
      state.starting += 1
      return state.made
    }
    let call = MadeCall(order: order, step: step, verb: verb, subject: subject, answer: [])
    // The lock keeps a quick answer from arriving before the call is listed.
    state.with { state in
      let task = Task {
        self.state.with { $0.starting -= 1 }
        let answer = await body()
        self.end(order, answer)
      }
      state.waiting[order] = Waiting(call: call, name: name, task: task)
    }
  }

  private func end(_ order: Int, _ answer: [String]) {
    state.with { state in
      guard var call = state.waiting.removeValue(forKey: order)?.call else { return }
      call.answer = answer
      state.answered.append(call)
    }
  }

  func cancel(_ name: String, _ count: Int?) {
    let tasks = state.with { state in
      let named = state.waiting.values.filter { $0.name == name }.sorted { $0.call.order < $1.call.order }
      return named.prefix(count ?? named.count).map(\.task)
    }
    for task in tasks { task.cancel() }
  }

  func forget() {
    let tasks = state.with { state in
      defer { state.waiting = [:] }
      return state.waiting.values.map(\.task)
    }
    for task in tasks { task.cancel() }
  }

  func take() -> [MadeCall] {
    state.with { state in
      defer { state.answered = [] }
      return state.answered.sorted { $0.order < $1.order }
    }
  }
}
