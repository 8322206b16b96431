import AskFirst
import AskFirstTesting
import XCTest

/// What the wrapper adds to the core: prompts as state, switches, streams,
/// adapters, anchors and the log.
final class GuardTests: XCTestCase {
  private static let jmlink = [
    "device_id", "device_info", "network", "location", "app_list", "clipboard",
  ].map { AccessID("jmlink.\($0)") }

  @MainActor func testSwitchesAreOffUntilThePersonTurnsThem() async throws {
    let test = await accepted { $0.language = "en" }
    for id in Self.jmlink { test.leavesOpen(Access<Never>(id.rawValue, kind: "any")) }
    let model = PromptModel(for: test.guard)
    model.appear()
    let asking = Task { await test.guard.askTogether(Self.jmlink) }
    let screen = try await drawn(model)
    XCTAssertEqual(screen.prompt.style, .choices)
    XCTAssertEqual(screen.switches.map(\.isOn), [false, false, false, false])
    XCTAssertTrue(screen.isClosable)
    model.shown()
    model.turn("jmlink.clipboard", on: true)
    model.press(try XCTUnwrap(screen.text.controls.last))
    let answers = await asking.value
    XCTAssertEqual(answers.filter(\.given).map(\.access.rawValue), ["jmlink.clipboard"])
    XCTAssertFalse(model.policy().sections.isEmpty)
  }

  @MainActor func testAPrimerHasNoWayOut() async throws {
    let test = await accepted { $0.twoControlsAlways = false }
    test.leavesOpen(.location)
    test.provider(.preciseLocation)?.system(SystemState(permission: .notAsked), answers: .granted)
    let model = PromptModel(for: test.guard)
    model.appear()
    let reading = Task { await test.guard.gate(.location).read() }
    let screen = try await drawn(model)
    XCTAssertEqual(screen.prompt.style, .primer)
    XCTAssertEqual(screen.text.controls.count, 1)
    XCTAssertFalse(screen.isClosable)
    model.close()
    model.shown()
    model.press(try XCTUnwrap(screen.text.controls.first))
    XCTAssertValue(await reading.value)
  }

  @MainActor private func drawn(_ model: PromptModel) async throws -> PromptScreen {
    for await screen in model.screens {
      // The policy, answered a moment ago, may not have been taken down yet.
      if let screen, screen.prompt.style != .policy { return screen }
    }
    throw CancellationError()
  }

  @MainActor func testAToggleAsksAndWithdraws() async throws {
    let test = await accepted()
    test.gives(.deviceID)
    let toggle = ToggleModel(.deviceID, in: test.guard)
    toggle.appear()
    let on = await toggle.turn(on: true)
    XCTAssertEqual(on, .given)
    XCTAssertTrue(toggle.isOn)
    XCTAssertTrue(test.reads.isEmpty)
    let off = await toggle.turn(on: false)
    guard case .withdrawn(.done) = off else { return XCTFail("\(off)") }
    XCTAssertFalse(toggle.isOn)
    test.refuses(.deviceID)
    guard case .shut(let shut) = await toggle.turn(on: true) else { return XCTFail("given") }
    XCTAssertEqual(shut.reason.code, "REFUSED")
    XCTAssertFalse(toggle.isOn)
  }

  func testAStreamEndsWithConsentAndDropsWhatComesLater() async {
    let test = await accepted()
    test.gives(.location)
    guard let location = test.provider(.preciseLocation) else { return XCTFail("no provider") }
    let fix = Fix(latitude: 1, longitude: 2, accuracy: 3, isApproximate: false, atMilliseconds: 4)
    var values = 0
    let updates = test.guard.gate(.location).updates()
    while test.reads.isEmpty { await rest() }
    location.emit(fix)
    for await _ in updates {
      values += 1
      if values < 3 {
        location.emit(fix)
      } else {
        _ = await test.guard.withdraw(.location)
        location.emit(fix)
      }
    }
    XCTAssertEqual(values, 3)
  }

  private final class Adapter: SDKAdapter {
    let recipient = Recipient("jmlink")
    let told = Locked<[String]>([])

    func start(allowed: Set<AccessID>) async { told.with { $0.append("start \(allowed.count)") } }
    func changed(allowed: Set<AccessID>) async { told.with { $0.append("changed \(allowed.count)") } }
    func stop() async -> Stopped {
      told.with { $0.append("stop") }
      return .now
    }
  }

  func testAnSDKStartsOnceAndStopsWithItsLastConsent() async {
    let adapter = Adapter()
    let test = await accepted(adapters: [adapter])
    guard case .held(let shut) = await test.guard.start(adapter.recipient) else { return XCTFail("it ran") }
    XCTAssertEqual(shut.reason.group, .notAnswered)
    XCTAssertEqual(adapter.told.with { $0 }, [])
    test.gives(.clipboard)
    _ = await test.guard.gate(.clipboard).read()
    for _ in 0..<2 {
      guard case .running(let allowed) = await test.guard.start(adapter.recipient) else {
        return XCTFail("it was held")
      }
      XCTAssertEqual(allowed, [AccessID("jmlink.clipboard")])
    }
    XCTAssertEqual(adapter.told.with { $0 }, ["start 1"])
    _ = await test.guard.withdraw(.clipboard)
    await test.settle()
    XCTAssertEqual(adapter.told.with { $0 }, ["start 1", "stop"])
    XCTAssertFalse(test.guard.obligations.contains { $0.action == .stop })
  }

  func testAnAnswerIsAcknowledgedAfterItsAnchorIsKept() async {
    let test = await accepted()
    test.leavesOpen(.clipboard)
    let reading = Task { await test.guard.gate(.clipboard).read() }
    await test.asked(2)
    let before = test.keys.anchor()
    let prompt = await test.standing()
    _ = await prompt?.answer("agree")
    XCTAssertNotEqual(test.keys.anchor(), before)
    _ = await reading.value
  }

  func testAnOlderCopyOfTheLedgerIsNoticed() async throws {
    let test = await accepted()
    let copy = test.directory.appendingPathExtension("copy")
    try FileManager.default.copyItem(at: test.directory, to: copy)
    test.gives(.clipboard)
    XCTAssertValue(await test.guard.gate(.clipboard).read())
    test.guard.testing.kill()
    try FileManager.default.removeItem(at: test.directory)
    try FileManager.default.moveItem(at: copy, to: test.directory)
    let later = await test.kill()
    guard case .closed(let closure) = later.guard.status else { return XCTFail("\(later.guard.status)") }
    XCTAssertEqual(closure.cause, .rolledBack)
    XCTAssertTrue(closure.canStartAgain)
  }

  private final class Log: LogSink {
    let lines = Locked<[LogRecord]>([])
    func log(_ record: LogRecord) { lines.with { $0.append(record) } }
  }

  func testTheLogReachesTheHost() async {
    let log = Log()
    // The library's log is one for the process: whichever guard looks first hands it on.
    for _ in 0..<20 where log.lines.with({ $0.isEmpty }) {
      let test = await accepted { $0.log = log }
      await test.settle()
    }
    XCTAssertTrue(log.lines.with { $0 }.contains { $0.target.hasPrefix("askfirst") })
  }

  func testEveryReasonHasAMessageInBothLanguages() async {
    let test = await accepted()
    test.refuses(.clipboard)
    let reason = await test.guard.gate(.clipboard).read().shut?.reason
    let (zh, en) = (reason?.message(in: "zh") ?? "", reason?.message(in: "en") ?? "")
    XCTAssertFalse(zh.isEmpty || en.isEmpty)
    XCTAssertNotEqual(zh, en)
    XCTAssertFalse(test.guard.explain(.clipboard).isEmpty)
  }

  func testStatesFollowAGate() async {
    let test = await accepted()
    test.gives(.clipboard)
    let states = test.guard.gate(.clipboard).states
    var seen: [Standing] = []
    _ = await test.guard.gate(.clipboard).read()
    for await state in states {
      seen.append(state.standing)
      if state.isOpen { break }
    }
    XCTAssertEqual(seen.last, .given)
  }

  func testAnUnscriptedQuestionFailsLoudly() async {
    let failures = Locked<[String]>([])
    let test = TestGuard(
      .policy003, failing: { message in failures.with { $0.append(message) } },
      configure: { $0.log = Silent() })
    test.acceptsPolicy()
    await test.statesAge(30)
    _ = await test.guard.policy.present()
    XCTAssertShut(await test.guard.gate(.clipboard).read(), .notAnswered)
    XCTAssertEqual(failures.with { $0.count }, 1)
    XCTAssertTrue(failures.with { $0.first }?.contains("jmlink.clipboard") ?? false)
  }
}
