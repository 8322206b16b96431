import AskFirst
import AskFirstTesting
import Foundation
import XCTest

/// What an app may do on its main thread at any time: ask whether a gate is open, and
/// read without asking. Neither touches the disk or the key store.
final class MainThreadTests: XCTestCase {
  /// A key store that notes on which threads it was called. It is also called in between
  /// and by itself, on a thread of the library's, after the ledger has moved on.
  private final class Store: KeySource {
    let inner = TestKeys()
    private let threads = Locked<[pthread_t]>([])

    var count: Int { threads.with { $0.count } }
    /// Whether the calling thread has called it.
    var wasCalledHere: Bool { threads.with { $0.contains(pthread_self()) } }
    /// Threads that have ended leave their names to others.
    func forgetEndedThreads() { threads.with { $0 = [] } }
    private func note() { threads.with { $0.append(pthread_self()) } }

    func key() -> KeyAnswer {
      note()
      return inner.key()
    }

    func renew() -> Data? {
      note()
      return inner.renew()
    }

    func anchor() -> AnchorAnswer {
      note()
      return inner.anchor()
    }

    func keep(anchor: Data) -> Bool {
      note()
      return inner.keep(anchor: anchor)
    }
  }

  /// A guard with the library's own providers over a framework that counts.
  private struct Phone {
    let store = Store()
    let framework = Framework()
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("askfirst-\(UUID().uuidString)", isDirectory: true)
    let `guard`: Guard

    init() async {
      var options = GuardOptions()
      options.directory = directory
      options.log = Silent()
      options.twoControlsAlways = true
      options.providers = Providers()
      options.providers.set(ClipboardProvider(framework), for: .clipboard)
      options.providers.set(LocationProvider(framework, approximate: false), for: .preciseLocation)
      options.providers.set(LocationProvider(framework, approximate: true), for: .approximateLocation)
      options.providers.set(IdentifierProvider(framework), for: .deviceIdentifier)
      options.providers.set(IdentifierProvider(framework), for: .advertisingIdentifier)
      options.providers.set(InstalledAppsProvider(framework, schemes: ["weixin"]), for: .installedApps)
      self.guard = Guard.open(.policy003, keys: store, options: options)
      _ = await self.guard.opened()
    }

    /// Agrees to everything that is asked, until the returned task is cancelled.
    func agrees() -> Task<Void, Never> {
      let prompts = self.guard.prompts
      return Task {
        for await case let prompt? in prompts {
          _ = await prompt.recordShown(language: "zh")
          _ = await prompt.answer("agree")
        }
      }
    }

    /// What the main thread asks of each provider's gate.
    var gates: [any Asked] {
      [
        self.guard.gate(.clipboard), self.guard.gate(.location), self.guard.gate(.deviceID),
        self.guard.gate(Access("security.app_list", kind: .installedApps)),
        self.guard.gate(Access("nearby.area", kind: .approximateLocation)),
      ]
    }

    func close() {
      self.guard.close()
      try? FileManager.default.removeItem(at: directory)
    }
  }

  /// Opens a guard, agrees to every gate if that is wanted, and lets everything come to rest.
  private static func phone(agreed: Bool) async -> Phone {
    let phone = await Phone()
    if agreed {
      let screen = phone.agrees()
      _ = await phone.guard.person.stateAge(30)
      let state = await phone.guard.policy.present()
      XCTAssertEqual(state, .accepted)
      for gate in phone.gates { await gate.readAsking() }
      XCTAssertTrue(phone.gates.allSatisfy(\.isOpen))
      screen.cancel()
    }
    await phone.guard.testing.settle()
    return phone
  }

  @MainActor func testIsOpenTouchesNeitherDiskNorKeyStore() async {
    for agreed in [false, true] {
      let phone = await Self.phone(agreed: agreed)
      let gates = phone.gates
      let before = (files: Disk.accesses(), calls: phone.framework.all.count)
      XCTAssertTrue(Thread.isMainThread)
      for _ in 0..<1_000 {
        for gate in gates where gate.isOpen != agreed { XCTFail("\(gate)") }
      }
      XCTAssertEqual(Disk.accesses(), before.files)
      XCTAssertFalse(phone.store.wasCalledHere)
      XCTAssertEqual(phone.framework.all.count, before.calls)
      phone.close()
    }
  }

  func testAReadThatNeverAsksTouchesNeitherDiskNorKeyStore() async {
    for agreed in [false, true] {
      let phone = await Self.phone(agreed: agreed)
      let thread = OneThread()
      // Everything of the call that is not the framework's own happens on this one thread.
      let reading = Task(executorPreference: thread) {
        phone.store.forgetEndedThreads()
        let before = Disk.accesses()
        for _ in 0..<20 {
          for gate in phone.gates {
            let isOpen = await gate.readNever()
            XCTAssertEqual(isOpen, agreed)
          }
        }
        XCTAssertEqual(Disk.accesses(), before)
        XCTAssertFalse(phone.store.wasCalledHere)
      }
      await reading.value
      XCTAssertEqual(phone.framework.all.isEmpty, !agreed)
      thread.stop()
      phone.close()
    }
  }

  /// The measure itself: a thread that does read a file is noticed.
  func testADiskAccessIsNoticed() throws {
    let before = Disk.accesses()
    _ = try Data(contentsOf: URL(fileURLWithPath: #filePath))
    XCTAssertGreaterThan(Disk.accesses(), before)
  }

  @MainActor func testTheKeyStoreIsNeverCalledOnTheMainThread() async {
    let phone = await Self.phone(agreed: true)
    _ = await phone.guard.withdraw(.deviceID)
    await phone.guard.switch(to: Account("u-1"))
    await phone.guard.tryKeysAgain()
    await phone.guard.testing.settle()
    XCTAssertGreaterThan(phone.store.count, 3)
    XCTAssertTrue(Thread.isMainThread)
    XCTAssertFalse(phone.store.wasCalledHere)
    phone.close()
  }
}

/// A gate whatever its value.
private protocol Asked: Sendable {
  var isOpen: Bool { get }
  /// Whether a read that never asks was let in.
  func readNever() async -> Bool
  func readAsking() async
}

extension Gate: Asked {
  fileprivate func readNever() async -> Bool { await read(ask: .never).shut == nil }
  fileprivate func readAsking() async { _ = await read() }
}

/// Counts the calling thread's reads and writes of files, as the system counts them.
private enum Disk {
  private static let own = Locked<[UInt: Int]>([:])

  /// How many there were on this thread, without those that this function makes itself.
  static func accesses() -> Int {
    let id = UInt(pthread_self())
    let own = own.with { own in
      defer { own[id, default: 0] += 1 }
      return own[id, default: 0]
    }
    guard let file = fopen("/proc/thread-self/io", "r") else { return -1 }
    defer { fclose(file) }
    // No buffer: one read of the file is one read of the system's count.
    setvbuf(file, nil, _IONBF, 0)
    var text = [UInt8](repeating: 0, count: 1_024)
    let length = read(fileno(file), &text, text.count)
    let lines = String(decoding: text.prefix(max(0, length)), as: UTF8.self).split(separator: "\n")
    let counts = lines.filter { $0.hasPrefix("sysc") }.compactMap { line in
      line.split(separator: " ").last.flatMap { Int($0) }
    }
    precondition(counts.count == 2, "the system does not count")
    return counts.reduce(0, +) - own
  }
}

/// Runs its jobs one after another on a single thread.
private final class OneThread: TaskExecutor, @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []
  private var isOver = false

  init() {
    let thread = Thread { [self] in
      while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
    thread.start()
  }

  private func next() -> UnownedJob? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty, !isOver { condition.wait() }
    return jobs.isEmpty ? nil : jobs.removeFirst()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.lock()
    jobs.append(job)
    condition.signal()
    condition.unlock()
  }

  func stop() {
    condition.lock()
    isOver = true
    condition.signal()
    condition.unlock()
  }
}
