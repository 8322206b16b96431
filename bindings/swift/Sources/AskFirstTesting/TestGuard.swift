import AskFirst
import Foundation

/// The real guard with the real core, a scripted person, a clock by hand and
/// providers that count.
///
/// It denies like the real one, because it is the real one: a double that says
/// yes would hide the mistake this library is for.
public final class TestGuard: Sendable {
  /// The guard, to be handed to the code under test.
  public let `guard`: Guard
  /// The clock.
  public let clock: ManualClock
  /// The key store, which outlives `kill`.
  public let keys: TestKeys
  /// The folder of the ledger.
  public let directory: URL

  private let pack: Pack
  private let options: GuardOptions
  private let adapters: [any SDKAdapter]
  private let counter: Reads
  private let fakes: Fakes
  private let person: Person
  private let watching: Task<Void, Never>
  private let ownsDirectory: Locked<Bool>

  /// Opens a guard for a test in a folder of its own.
  ///
  /// - Parameters:
  ///   - pack: the policy.
  ///   - keys: the key store.
  ///   - adapters: hands on SDKs.
  ///   - startingAt: the clock's first time, in milliseconds since 1970 UTC.
  ///   - failing: what an unscripted question does; hand `XCTFail` over in XCTest.
  ///   - configure: changes the options, for tests that need others.
  public convenience init(
    _ pack: Pack, keys: TestKeys = TestKeys(), adapters: [any SDKAdapter] = [],
    startingAt: Int64 = 1_780_000_000_000,
    failing: @escaping @Sendable (String) -> Void = { fatalError($0) },
    configure: (inout GuardOptions) -> Void = { _ in }
  ) {
    var options = GuardOptions()
    options.language = "zh"
    options.directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("askfirst-\(UUID().uuidString)", isDirectory: true)
    options.manualClockMilliseconds = startingAt
    let fakes = Fakes(reads: Reads())
    fakes.install(in: &options.providers)
    configure(&options)
    self.init(
      pack, keys: keys, adapters: adapters, options: options, fakes: fakes,
      person: Person(language: options.language, failing: failing))
  }

  private init(
    _ pack: Pack, keys: TestKeys, adapters: [any SDKAdapter], options: GuardOptions, fakes: Fakes,
    person: Person
  ) {
    self.pack = pack
    self.keys = keys
    self.adapters = adapters
    self.options = options
    self.fakes = fakes
    self.person = person
    counter = fakes.reads
    directory = options.directory ?? FileManager.default.temporaryDirectory
    let opened = Guard.open(pack, keys: keys, adapters: adapters, options: options)
    self.guard = opened
    clock = ManualClock(hooks: opened.testing)
    // Taken here and not inside the task: from now on there is a screen to ask on.
    let prompts = opened.prompts
    watching = Task { await person.watch(prompts) }
    ownsDirectory = Locked(true)
  }

  deinit {
    watching.cancel()
    self.guard.close()
    if ownsDirectory.with({ $0 }) { try? FileManager.default.removeItem(at: directory) }
  }

  /// The kinds that reached the platform, in order.
  public var reads: [String] { counter.all }

  /// The questions that the person saw, in order.
  public var questions: [Prompt] { person.prompts }

  /// The counting provider of one of the four headline kinds.
  public func provider<Value>(_ kind: Kind<Value>) -> FakeProvider<Value>? { fakes.provider(kind) }

  /// Drops the guard as the death of its process would, and opens another one on
  /// the same ledger with the same person and the same counters.
  ///
  /// - Parameter configure: changes the options of the one that is opened.
  public func kill(configure: @Sendable (inout GuardOptions) -> Void = { _ in }) async -> TestGuard {
    watching.cancel()
    ownsDirectory.with { $0 = false }
    self.guard.testing.kill()
    self.guard.close()
    var options = options
    configure(&options)
    let reborn = TestGuard(
      pack, keys: keys, adapters: adapters, options: options, fakes: fakes, person: person)
    _ = await reborn.guard.opened()
    return reborn
  }

  /// Takes the scripted person's screen away: from now on only what the test itself
  /// reads from `guard.prompts` is a screen to ask on.
  public func removesScreen() async {
    watching.cancel()
    await watching.value
  }

  /// Returns after everything that was sent before has been handled.
  public func settle() async { await self.guard.testing.settle() }
}

extension TestGuard {
  /// The app states the person's age here and now, which a policy with rules for minors waits for.
  @discardableResult public func statesAge(_ years: UInt8) async -> TestGuard {
    _ = await self.guard.opened()
    _ = await self.guard.person.stateAge(years)
    return self
  }
}

/// The script.
extension TestGuard {
  /// The person accepts the policy.
  @discardableResult public func acceptsPolicy() -> TestGuard { policy(.gives) }
  /// The person declines the policy.
  @discardableResult public func declinesPolicy() -> TestGuard { policy(.refuses) }
  /// The person closes the policy without an answer.
  @discardableResult public func dismissesPolicy() -> TestGuard { policy(.dismisses(.closed)) }

  /// The person agrees whenever this is asked.
  @discardableResult public func gives<Value>(_ access: Access<Value>) -> TestGuard {
    script(access.id, .gives)
  }

  /// The person refuses whenever this is asked.
  @discardableResult public func refuses<Value>(_ access: Access<Value>) -> TestGuard {
    script(access.id, .refuses)
  }

  /// The person closes the question without an answer.
  @discardableResult public func dismisses<Value>(
    _ access: Access<Value>, _ how: Prompt.Dismissal = .closed
  ) -> TestGuard { script(access.id, .dismisses(how)) }

  /// The person looks at the question and does nothing.
  @discardableResult public func leavesOpen<Value>(_ access: Access<Value>) -> TestGuard {
    script(access.id, .leavesOpen)
  }

  /// The screen never shows the question.
  @discardableResult public func neverSees<Value>(_ access: Access<Value>) -> TestGuard {
    script(access.id, .neverSees)
  }

  /// The person turns on these switches of a prompt with several.
  @discardableResult public func chooses(_ on: Set<String>) -> TestGuard {
    person.choices(on)
    return self
  }

  private func policy(_ act: Person.Act) -> TestGuard {
    person.policy(act)
    return self
  }

  private func script(_ id: AccessID, _ act: Person.Act) -> TestGuard {
    person.access(id, act)
    return self
  }
}

/// The counting providers of the headline kinds.
final class Fakes: Sendable {
  let reads: Reads
  private let clipboard: FakeProvider<Clip>
  private let precise: FakeProvider<Fix>
  private let approximate: FakeProvider<Fix>
  private let device: FakeProvider<DeviceIdentifier>
  private let advertising: FakeProvider<DeviceIdentifier>
  private let apps: FakeProvider<InstalledApps>

  init(reads: Reads) {
    self.reads = reads
    let fix = Fix(latitude: 1, longitude: 2, accuracy: 3, isApproximate: false, atMilliseconds: 4)
    clipboard = FakeProvider(.clipboard, reads: reads, outcome: .value(Clip(text: "a test's clip")))
    precise = FakeProvider(.preciseLocation, reads: reads, outcome: .value(fix))
    approximate = FakeProvider(.approximateLocation, reads: reads, outcome: .value(fix))
    device = FakeProvider(.deviceIdentifier, reads: reads, outcome: .value(DeviceIdentifier(UUID())))
    advertising = FakeProvider(
      .advertisingIdentifier, reads: reads, outcome: .value(DeviceIdentifier(UUID())))
    apps = FakeProvider(
      .installedApps, reads: reads, outcome: .value(InstalledApps(answeringSchemes: ["test"])))
  }

  func install(in providers: inout Providers) {
    providers = Providers()
    providers.set(clipboard, for: .clipboard)
    providers.set(precise, for: .preciseLocation)
    providers.set(approximate, for: .approximateLocation)
    providers.set(device, for: .deviceIdentifier)
    providers.set(advertising, for: .advertisingIdentifier)
    providers.set(apps, for: .installedApps)
  }

  func provider<Value>(_ kind: Kind<Value>) -> FakeProvider<Value>? {
    let all: [any Sendable] = [clipboard, precise, approximate, device, advertising, apps]
    return all.lazy.compactMap { $0 as? FakeProvider<Value> }.first { $0.kind == kind }
  }
}
