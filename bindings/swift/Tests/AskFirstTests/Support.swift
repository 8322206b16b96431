import AskFirst
import AskFirstTesting
import Foundation
import XCTest

extension Pack {
  /// Policy 003, as it lies in the repository.
  static var policy003: Pack {
    Pack(contentsOf: Project.root.appendingPathComponent("core/policies/003.json"))
  }
}

extension Pack {
  /// The next edition of the same policy.
  static var nextEdition: Pack {
    // Said otherwise, so that what was agreed to about the clipboard no longer covers it.
    let changes = [
      ("\"ordinal\": 1,", "\"ordinal\": 2,"), ("查找其中的跳转信息", "查找其中的全部信息"),
    ]
    var json = Pack.policy003.json
    for (old, new) in changes {
      precondition(json.contains(old))
      json = json.replacingOccurrences(of: old, with: new)
    }
    return Pack(name: "003-next.json", json: json)
  }
}

extension Access where Value == Clip {
  static var clipboard: Access { Access("jmlink.clipboard", kind: .clipboard) }
}

extension Access where Value == Fix {
  static var location: Access { Access("nearby.location", kind: .preciseLocation) }
}

extension Access where Value == DeviceIdentifier {
  static var deviceID: Access { Access("security.device_id", kind: .deviceIdentifier) }
}

/// A guard on which the policy is accepted and the first prompt can come.
func accepted(
  _ configure: @Sendable (inout GuardOptions) -> Void = { _ in }, adapters: [any SDKAdapter] = []
) async -> TestGuard {
  let test = TestGuard(
    .policy003, adapters: adapters, failing: { XCTFail($0) },
    configure: {
      $0.log = Silent()
      // Two controls everywhere but where a test is about the primer.
      $0.twoControlsAlways = true
      // On a machine under load a screen of a test may be slow; what limits are for has tests of its own.
      $0.shownTimeoutMilliseconds = 60_000
      configure(&$0)
    }
  ).acceptsPolicy()
  await test.statesAge(30)
  let state = await test.guard.policy.present()
  XCTAssertEqual(state, .accepted)
  return test
}

/// Runs a row twenty times, none of them above five seconds.
func twentyTimes(
  isolation: isolated (any Actor)? = #isolation, _ row: () async throws -> Void
) async rethrows {
  for _ in 0..<20 {
    let begun = OwnTime.now
    try await row()
    XCTAssertLessThan(OwnTime.now - begun, .seconds(5))
  }
}

/// Time in which this process could run. On a machine with nothing else to do it is the
/// time of the wall; on one that is busy with others, what it takes from a row it takes
/// from the ticks as well, so that a row fails for its own waiting and not for theirs.
enum OwnTime {
  private static let ticks = Locked(0)
  private static let ticking: Void = Thread.detachNewThread {
    while true {
      Thread.sleep(forTimeInterval: 0.01)
      ticks.with { $0 += 1 }
    }
  }

  static var now: Duration {
    _ = ticking
    return .milliseconds(10) * ticks.with { $0 }
  }
}

/// Runs a test's calls and sees when all of them wait: for the core, the phone or the person.
final class Callers: TaskExecutor {
  private let running = Locked(0)
  private let queue = DispatchQueue(label: "callers", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    running.with { $0 += 1 }
    queue.async {
      job.runSynchronously(on: self.asUnownedTaskExecutor())
      self.running.with { $0 -= 1 }
    }
  }

  /// Begins a call, as another part of the app does.
  func call<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Task<Value, Never> {
    Task(executorPreference: self) { await body() }
  }

  /// Returns when every call made so far has reached the core.
  func arrived(at test: TestGuard) async {
    await eventually("every call waits") { running.with { $0 == 0 } }
    await test.settle()
  }
}

/// A result in one line, with everything that a caller is told.
func said<Value>(_ read: Read<Value>) -> String {
  switch read {
  case .value: "value"
  case .shut(let shut): said(shut)
  case .unavailable(let missing): "unavailable \(missing)"
  }
}

func said(_ shut: Shut) -> String { "shut \(shut.reason.code) \(shut.reason.group) \(shut.remedy)" }

extension Gate {
  /// How `read`, `ask` and `use` end, which must be the same.
  func endings(_ ask: Ask) async -> Set<String> {
    var all = [said(await read(ask: ask)), said(await use(ask: ask) {})]
    if case .shut(let shut) = await self.ask(ask) { all.append(said(shut)) } else { all.append("given") }
    return Set(all)
  }
}

extension TestGuard {
  /// What the ledger says since the policy was accepted: each act of a person or of
  /// the system, and its detail.
  func ledger() async -> [String] {
    let all = await entries()
    let start = all.lastIndex { $0.what == "policy_accepted" }.map { $0 + 1 } ?? 0
    return all[start...].filter { !["began", "opened", "edition", "decisions"].contains($0.what) }
      .map { "\($0.what) \($0.detail)".trimmingCharacters(in: .whitespaces) }
  }

  private func entries() async -> [Entry] {
    await settle()
    return await self.guard.records.entries(from: 0, limit: 500)
  }

  /// The prompt that stands, once one does.
  func standing() async -> Prompt? {
    await inTime("a prompt stands") {
      for await case let prompt? in self.guard.prompts where prompt.style != .policy { return prompt }
      return nil
    }
  }

  /// Returns when no prompt stands.
  func nothingStands() async {
    await inTime("no prompt stands") {
      for await prompt in self.guard.prompts where prompt == nil { return }
    }
  }

  /// Returns when the drawing of the prompt that stands has been recorded.
  func isShown() async {
    await eventually("the drawing is recorded") { await ledger().contains { $0.hasPrefix("shown") } }
  }

  /// Returns when so many questions have been drawn, and the ledger says so.
  func asked(_ count: Int) async {
    await eventually("\(count) questions are drawn") { questions.count >= count }
    await eventually("\(count) drawings are recorded") {
      await entries().filter { $0.what == "shown" }.count >= count
    }
  }
}

/// How long a test waits for something that must come, on a machine under load.
private let patience = Duration.seconds(60)

/// Returns when the condition holds; a failure if it does not in time.
func eventually(
  _ what: String, file: StaticString = #filePath, line: UInt = #line, _ condition: () async -> Bool
) async {
  let deadline = ContinuousClock.now + patience
  while await !condition() {
    guard ContinuousClock.now < deadline else {
      return XCTFail("not in time: \(what)", file: file, line: line)
    }
    await rest()
  }
}

/// Gives up waiting after a while, which is a failure and no hang.
func inTime<Value: Sendable>(
  _ what: String, file: StaticString = #filePath, line: UInt = #line,
  _ body: @escaping @Sendable () async -> Value
) async -> Value {
  let work = Task { await body() }
  let watch = Task {
    try await Task.sleep(for: patience)
    XCTFail("not in time: \(what)", file: file, line: line)
    work.cancel()
  }
  defer { watch.cancel() }
  return await work.value
}

func XCTAssertShut<Value>(
  _ read: Read<Value>, _ group: Group, _ remedy: Remedy? = nil, _ code: String? = nil,
  file: StaticString = #filePath, line: UInt = #line
) {
  guard let shut = read.shut else { return XCTFail("not shut", file: file, line: line) }
  XCTAssertEqual(shut.reason.group, group, "\(shut.reason)", file: file, line: line)
  if let remedy { XCTAssertEqual(shut.remedy, remedy, "\(shut.reason)", file: file, line: line) }
  if let code { XCTAssertEqual(shut.reason.code, code, file: file, line: line) }
}

func XCTAssertValue<Value>(_ read: Read<Value>, file: StaticString = #filePath, line: UInt = #line) {
  if case .value = read { return }
  XCTFail("no value: \(read)", file: file, line: line)
}
