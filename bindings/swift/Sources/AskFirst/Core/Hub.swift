import Foundation

/// One interned gate.
struct Slot: Sendable, Hashable {
  let index: UInt32
  let token: UInt64
  let kind: String
}

/// What a guard's parts share, and what outlives the `Guard` a caller lets go of.
final class Hub: Sendable {
  let link: Link
  let options: GuardOptions
  let statuses: Latest<Status>
  let prompts: Latest<Prompt?>
  let screens: Screens
  let desk: PromptDesk
  let adapters: AdapterDesk
  let keeper: AnchorKeeper
  /// Moves whenever the app has come back to the front.
  private let returns = Latest(UUID())
  /// The report of an older release, while it is under way.
  let reporting = Locked<Task<Void, Never>?>(nil)
  private let slots = Locked<[Place: Slot]>([:])
  private let watched = Locked(Watched())
  private let counts = Locked(Counts())
  private let lines = Locked<[Line]>([])

  init(link: Link, options: GuardOptions, adapters: [any SDKAdapter], keys: any KeySource) {
    self.link = link
    self.options = options
    let screens = Screens(
      link: link, patience: options.desertedMilliseconds ?? options.shownTimeoutMilliseconds)
    self.screens = screens
    statuses = Latest(link.status())
    prompts = Latest(nil) { screens.audience($0) }
    let keeper = AnchorKeeper(keys: keys, limit: options.keyTimeoutMilliseconds)
    self.keeper = keeper
    desk = PromptDesk(link: link, scene: { screens.scene }) { await keeper.keep(link.anchor()) }
    self.adapters = AdapterDesk(link: link, adapters: adapters)
  }

  /// The gates whose states somebody follows, or followed once.
  private struct Watched {
    var states: [Slot: Latest<GateState>] = [:]
    var isOver = false
  }

  /// For tests, which have to know when everything has come to rest.
  private struct Counts {
    var published: UInt64 = 0
    var settling = 0
  }

  // MARK: gates

  /// A gate by what is read through it: the same access read as another kind is another gate.
  private struct Place: Hashable {
    let id: AccessID
    let kind: String?
  }

  func slot(_ id: AccessID, kind: String?) -> Slot {
    let place = Place(id: id, kind: kind)
    if let slot = slots.with({ $0[place] }) { return slot }
    let index = kind.map { link.gate(id, kind: $0) } ?? link.gate(id)
    let slot = Slot(index: index, token: link.token(index), kind: kind ?? self.kind(of: id))
    // A gate asked for before the pack is read has no index yet and is not remembered.
    if index != 0 { slots.with { $0[place] = slot } }
    return slot
  }

  func slot(_ request: AccessRequest) -> Slot {
    let index = link.gate(request)
    return Slot(index: index, token: link.token(index), kind: request.kind)
  }

  /// The pack's accesses with their kinds. The pack does not change while the guard is open.
  private func declared() -> [Line] {
    lines.with { lines in
      if lines.isEmpty { lines = link.declared() }
      return lines
    }
  }

  private func kind(of id: AccessID) -> String {
    declared().first { $0.id == id }?.kind ?? ""
  }

  func states(_ slot: Slot) -> AsyncStream<GateState> {
    let (state, isOver) = watched.with { watched in
      let state = watched.states[slot] ?? Latest(link.state(slot.index))
      watched.states[slot] = state
      return (state, watched.isOver)
    }
    // Nobody publishes after the end: a reader that comes later must not wait for it.
    if isOver { state.end() }
    return state.stream()
  }

  // MARK: passing a gate

  enum Passage: Sendable {
    case granted(Permit)
    case shut(Shut)
  }

  func moment(_ system: SystemState) -> Moment {
    Moment(system: system, foreground: surroundings.isInFront, screen: surroundings.hasScreen)
  }

  var surroundings: any Surroundings { options.surroundings ?? screens }

  func system(ofKind kind: String) async -> SystemState { await options.providers.system(ofKind: kind) }

  /// Asks the core, shows the system's dialog where the core says so, and ends in a permit or a reason.
  func pass(_ slot: Slot, _ ask: Ask) async -> Passage {
    if Task.isCancelled { return .shut(.cancelled) }
    var seen = moment(await system(ofKind: slot.kind))
    var verdict = await link.request(slot.index, ask, seen)
    while case .askSystem(let question) = verdict {
      guard let left = await dialog(slot.kind, seen.system) else {
        link.systemAbandoned(question)
        return .shut(.cancelled)
      }
      seen = moment(left)
      verdict = await link.systemAnswered(question, seen)
    }
    // The system is looked at when the phone is read, not when the question was put.
    if case .permit(let id, _) = verdict, ask != .never {
      let now = moment(await system(ofKind: slot.kind))
      if now != seen {
        _ = link.finish(id, missing: .notOffered)
        verdict = await link.request(slot.index, .never, now)
      }
    }
    switch verdict {
    case .permit(let id, let entry):
      guard !Task.isCancelled else {
        // The person's answer stands; only this caller is gone, and nothing is read for it.
        _ = link.finish(id, missing: .failed)
        return .shut(.cancelled)
      }
      return .granted(Permit(id: id, entry: entry, link: link))
    case .shut(let shut): return .shut(shut)
    case .askSystem: return .shut(.fault)
    }
  }

  /// Shows the system's dialog; nil if the caller is gone. It ends also when the person
  /// comes back from the system's settings with another permission: a dialog that was
  /// left that way need not report anything any more.
  private func dialog(_ kind: String, _ before: SystemState) async -> SystemState? {
    let (providers, returns, last) = (options.providers, returns, returns.value)
    return await abandonable(
      { await providers.askSystem(ofKind: kind) },
      {
        for await turn in returns.stream() where turn != last {
          let now = await providers.system(ofKind: kind)
          if now.permission != before.permission { return now }
        }
        return nil
      })
  }

  /// Lets a provider read, for a limited time. One that hangs is left behind with a
  /// permit that is used up, and so is one whose caller is gone.
  func read<Value>(_ provider: AnyProvider<Value>, _ permit: Permit) async -> Read<Value> {
    let limit = options.readTimeoutMilliseconds
    let outcome = await abandonable(
      { await provider.read(permit) },
      { await pause(milliseconds: limit) ? .missing(.timedOut) : nil })
    guard let outcome else {
      _ = permit.finish(.failed)
      return .shut(.cancelled)
    }
    return close(permit, outcome)
  }

  /// Hands a read's outcome over to the core, whose answer decides whether the value may be kept.
  func close<Value>(_ permit: Permit, _ outcome: Outcome<Value>) -> Read<Value> {
    // A provider that saw at once that there is nothing to call has not spent its permit.
    if outcome.missing != nil, !permit.wasTried { _ = permit.spend() }
    if let shut = permit.finish(outcome.missing) { return .shut(shut) }
    switch outcome {
    case .value(let value): return Task.isCancelled ? .shut(.cancelled) : .value(value)
    case .missing(let missing): return .unavailable(missing)
    case .void: return .shut(.permitVoid)
    }
  }

  // MARK: watching

  /// Publishes everything that may have changed.
  func publish() {
    statuses.publish(link.status())
    prompts.publish(link.prompt(desk: desk, language: options.language))
    for (slot, state) in watched.with({ $0.states }) { state.publish(link.state(slot.index)) }
    for record in Link.takeLogs() { options.log.log(record) }
  }

  /// Follows the core until it is closed for good.
  func watch() async {
    var since = link.change()
    publish()
    counts.with { $0.published = since }
    let looking = Task { await lookFromTimeToTime() }
    defer { looking.cancel() }
    while !isOver, let now = await link.changed(since: since) {
      since = now
      publish()
      await keeper.keep(link.anchor())
      settleAdapters()
      counts.with { $0.published = now }
    }
    publish()
    end()
  }

  /// A consent that runs out is no event of its own: a running SDK hears of it a little later.
  private func lookFromTimeToTime() async {
    while await pause(milliseconds: 15_000) {
      if await adapters.isAnyRunning { settleAdapters() }
    }
  }

  /// Not before the guard is ready: until then the list of duties is not complete.
  func settleAdapters() {
    guard case .ready = statuses.value else { return }
    counts.with { $0.settling += 1 }
    Task {
      await adapters.settle()
      counts.with { $0.settling -= 1 }
    }
  }

  /// Returns when every change of the core has been published and every adapter has been told.
  func rest() async {
    await link.settle()
    for _ in 0..<4_000 {
      let isMoving = counts.with { $0.published < link.change() || $0.settling > 0 }
      guard isMoving, !isOver else { return }
      try? await Task.sleep(nanoseconds: 500_000)
    }
  }

  private var isOver: Bool { link.isClosedByHost }

  private func end() {
    prompts.publish(nil)
    prompts.end()
    statuses.end()
    returns.end()
    let states = watched.with { watched in
      watched.isOver = true
      return watched.states.values.map { $0 }
    }
    for state in states { state.end() }
  }

  /// The app is in front again: what the system says may have changed meanwhile, for
  /// consents and for whoever waits for a dialog.
  func cameBack() async {
    await lookAtSystem()
    returns.publish(UUID())
  }

  /// Compares the system's state with the last one seen.
  private func lookAtSystem() async {
    for line in declared() {
      let system = await system(ofKind: line.kind)
      guard system.permission != .notNeeded else { continue }
      await link.platformSeen(slot(line.id, kind: line.kind).index, moment(system))
    }
  }
}
