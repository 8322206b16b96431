import Foundation

/// Decides whether this app, or an SDK inside it, may read a piece of personal data now.
///
/// One instance for an app, opened at its start and handed to whoever needs it.
/// Every gate is shut until the guard is ready, and shut again when it is closed.
public final class Guard: Sendable {
  let hub: Hub
  private let watcher: Task<Void, Never>
  private let observers: [any Sendable]

  /// Opens the guard and returns at once; the work goes on on a thread of its own.
  ///
  /// A broken pack or a missing key is no error here: the guard is then closed,
  /// and `status` says why. A second call for the same folder and pack gives the
  /// same guard.
  ///
  /// - Parameters:
  ///   - pack: the policy as data, shipped by the app.
  ///   - keys: where the ledger's key lives.
  ///   - adapters: the app's hands on third-party SDKs, one for each.
  ///   - options: what else the app decides.
  public static func open(
    _ pack: Pack, keys: some KeySource, adapters: [any SDKAdapter] = [],
    options: GuardOptions = GuardOptions()
  ) -> Guard {
    let directory = options.directory ?? Opening.standardDirectory
    return OpenGuards.shared.open(directory.standardizedFileURL.path, pack) {
      let link = Link(options, pack: pack, directory: directory.path)
      return Guard(link, keys: keys, adapters: adapters, options: options, directory: directory)
    }
  }

  init(
    _ link: Link, keys: any KeySource, adapters: [any SDKAdapter], options: GuardOptions, directory: URL
  ) {
    let hub = Hub(link: link, options: options, adapters: adapters, keys: keys)
    self.hub = hub
    Opening.begin(link: link, keys: keys, directory: directory)
    watcher = Task.detached(priority: .userInitiated) { await hub.watch() }
    observers = AppLifecycle.observe(hub)
    if let legacy = options.legacy {
      hub.reporting.with { $0 = Task { await link.legacy(legacy) } }
    }
  }

  deinit {
    watcher.cancel()
    hub.desk.close()
    hub.link.close()
  }

  // MARK: status

  /// Where the guard stands now.
  public var status: Status { hub.link.status() }

  /// Where the guard stands, now and after every change.
  public var statuses: AsyncStream<Status> { hub.statuses.stream() }

  /// Waits until the guard is ready or closed. Calls that read wait by themselves.
  public func opened() async -> Status {
    for await status in statuses where status != .opening { return status }
    return status
  }

  /// Asks the key store once more, now that it may answer: after the device was
  /// unlocked, for instance. The guard also tries by itself from time to time.
  public func tryKeysAgain() async { await hub.keeper.supply(hub.link) }

  /// Sets the old ledger aside, never deleting it, and begins with everything un-asked.
  ///
  /// For the causes that offer it; every quiet period keeps running, so that
  /// recovery is no licence to ask again at once.
  public func startAgain() async -> Status {
    guard case .closed(let closure) = status, closure.canStartAgain else { return status }
    guard let key = await hub.keeper.newKey() else { return status }
    let status = await hub.link.startAgain(key)
    // The core keeps its old ledger, and only the old key reads it.
    guard case .ready = status else {
      await hub.keeper.keepOldKey()
      return status
    }
    await hub.keeper.keep(hub.link.anchor())
    return status
  }

  /// Closes the guard for this process. Waiting calls end in `.shut`.
  public func close() { hub.link.close() }

  // MARK: the everyday verbs

  /// The policy as a whole.
  public var policy: Policy { Policy(hub: hub) }

  /// The gate of one access.
  public func gate<Value>(_ access: Access<Value>) -> Gate<Value> {
    Gate(id: access.id, kind: access.kind, slot: hub.slot(access.id, kind: access.kind.id), hub: hub)
  }

  /// The gate of an access by its id, for a screen that lists them all. Nothing can be read through it.
  public func gate(_ id: AccessID) -> Gate<Never> {
    let slot = hub.slot(id, kind: nil)
    return Gate(id: id, kind: Kind(slot.kind), slot: slot, hub: hub)
  }

  /// The gate of an access described by its parts, for tools. What the pack does
  /// not declare gives a gate that is always shut.
  public func gate<Value>(_ request: AccessRequest, as kind: Kind<Value>) -> Gate<Value> {
    // What is read must be what was asked about: anything else is in no pack.
    let slot =
      kind.id == request.kind
      ? hub.slot(request) : hub.slot(AccessID("\(request.kind) as \(kind.id)"), kind: nil)
    return Gate(id: AccessID(request.kind), kind: kind, slot: slot, hub: hub)
  }

  /// Asks several independent questions on as few screens as the rules allow: one
  /// switch each, none set, all answers of a screen in one transaction.
  public func askTogether(_ accesses: [AccessID]) async -> [Choosing] {
    let gates = accesses.map { hub.slot($0, kind: nil).index }
    let reason = Task.isCancelled ? Reason.cancelled : .fault
    // The system's own permissions are looked at by each read; here only consent is asked for.
    return await hub.link.askTogether(gates, hub.moment(SystemState()))
      ?? accesses.map { Choosing(access: $0, given: false, reason: reason) }
  }

  /// Has an SDK started through its adapter, if its row is agreed. Never asks.
  ///
  /// `tapped` says that the person does it, for what only the person starts, such as
  /// sending an error report.
  public func start(_ recipient: Recipient, tapped: Bool = false) async -> Started {
    await hub.adapters.start(recipient.id, tapped: tapped)
  }

  /// Withdraws a consent. Returns when that is on disk and seen in every process.
  public func withdraw<Value>(_ access: Access<Value>) async -> Withdrawn {
    await withdraw(access.id)
  }

  /// Withdraws a consent by its id, for a screen that lists them all.
  public func withdraw(_ id: AccessID) async -> Withdrawn {
    let outcome = await hub.link.withdraw(hub.slot(id, kind: nil).index)
    await hub.keeper.keep(hub.link.anchor())
    return outcome
  }

  /// Changes the account that consents belong to; nil when the person signed out.
  @discardableResult
  public func `switch`(to account: Account?) async -> Switched {
    let outcome = await hub.link.switchTo(account)
    await hub.keeper.keep(hub.link.anchor())
    return outcome
  }

  /// Tells a fact that conditions of recipients look at, such as `payment` = `alipay`
  /// once the person chose it; nil takes it back.
  public func setFact(_ name: String, _ value: String?) async { await hub.link.setFact(name, value) }

  // MARK: prompts

  /// The question that stands now, or nil, and after every change.
  ///
  /// Whoever reads this stream is the screen to ask on: while nobody reads it,
  /// nothing is asked and such calls end in `.shut`. A screen that fails after it has
  /// drawn a prompt ends that prompt soon; for that, make the stream where it is read
  /// (`for await prompt in privacy.prompts`) and keep it in no property: one that is
  /// kept counts as a screen.
  public var prompts: AsyncStream<Prompt?> { hub.prompts.stream() }

  /// Tells the guard that the app went to the back or came to the front. On iOS
  /// the guard hears this from the system itself.
  public func app(inFront: Bool) async {
    hub.screens.inFront(inFront)
    if inFront { await hub.cameBack() }
  }

  // MARK: evidence

  /// Every consent of the pack, with what the person answered.
  public var consents: [Consent] { hub.link.consents() }

  /// What must still be done after withdrawals.
  public var obligations: [Obligation] { hub.link.obligations() }

  /// Says that what the app itself kept has been purged; false if nothing was owed.
  public func confirm(_ obligation: Obligation) async -> Bool {
    await hub.link.confirm(obligation.id, .done)
  }

  /// What has happened: entries of the ledger, decisions, and a check of the whole.
  public var records: Records { Records(link: hub.link) }

  /// Why a gate is open or shut, with clauses, for the developer.
  public func explain<Value>(_ access: Access<Value>) -> String {
    hub.link.explain(hub.slot(access.id, kind: access.kind.id).index, language: hub.options.language)
  }
}

/// The open guards of this process by folder, so that one ledger has one guard.
private final class OpenGuards: Sendable {
  private struct Known {
    weak var `guard`: Guard?
    var pack: Pack
  }

  static let shared = OpenGuards()
  private let known = Locked<[String: [Known]]>([:])

  func open(_ folder: String, _ pack: Pack, _ make: () -> Guard) -> Guard {
    known.with { known in
      // Those of other packs stay listed: their ledger is taken, and they are the ones who have it.
      let open = (known[folder] ?? []).filter { $0.guard.map { !$0.hub.link.isClosedByHost } ?? false }
      if let same = open.first(where: { $0.pack == pack })?.guard { return same }
      let made = make()
      known[folder] = open + [Known(guard: made, pack: pack)]
      return made
    }
  }
}
