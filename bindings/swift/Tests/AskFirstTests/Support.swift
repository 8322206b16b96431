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
      configure(&$0)
    }
  ).acceptsPolicy()
  let state = await test.guard.policy.present()
  XCTAssertEqual(state, .accepted)
  return test
}

/// Runs a row twenty times, none of them above five seconds.
func twentyTimes(_ row: () async throws -> Void) async rethrows {
  for _ in 0..<20 {
    let clock = ContinuousClock()
    let taken = try await clock.measure { try await row() }
    XCTAssertLessThan(taken, .seconds(5))
  }
}

extension TestGuard {
  /// What the ledger holds, without the entries of opening and accepting.
  func ledger() async -> [String] {
    await settle()
    let quiet: Set = ["began", "opened", "decisions", "policy_accepted"]
    return await self.guard.records.entries(from: 0, limit: 500).map(\.what).filter { !quiet.contains($0) }
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

  /// Returns when so many questions have been drawn, and the ledger says so.
  func asked(_ count: Int) async {
    await eventually("\(count) questions are drawn") { questions.count >= count }
    await eventually("\(count) drawings are recorded") {
      await ledger().filter { $0 == "shown" }.count >= count
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
