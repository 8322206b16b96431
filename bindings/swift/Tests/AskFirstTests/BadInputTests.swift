import AskFirst
import AskFirstTesting
import XCTest

/// What goes wrong outside the library ends in a typed answer, and never in a read.
final class BadInputTests: XCTestCase {
  private struct Broken: Error, Equatable {}

  func testABodyThatThrowsIsTheOnlyThingThatThrows() async throws {
    let test = await accepted()
    test.gives(.clipboard)
    do {
      _ = try await test.guard.gate(.clipboard).use { throw Broken() }
      XCTFail("it did not throw")
    } catch is Broken {}
    let read = await test.guard.gate(.clipboard).use { 7 }
    XCTAssertEqual(read.value, 7)
  }

  func testAShutGateDoesNotRunTheBody() async {
    let test = await accepted()
    test.refuses(.clipboard)
    let ran = Locked(false)
    let read = await test.guard.gate(.clipboard).use { ran.with { $0 = true } }
    XCTAssertShut(read, .saidNo, nil, "REFUSED")
    XCTAssertFalse(ran.with { $0 })
  }

  func testACancelledTaskGetsShut() async {
    let test = await accepted()
    let gate = test.guard.gate(.clipboard)
    let reading = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await gate.read()
    }
    XCTAssertShut(await reading.value, .notReady, nil, "CANCELLED")
  }

  func testABrokenPackOpensNothingAndSaysWhere() async {
    for json in ["", "{", "{\"wrong\": 1}", "[]"] {
      let test = TestGuard(Pack(name: "broken.json", json: json), failing: { XCTFail($0) }) {
        $0.log = Silent()
      }
      guard case .closed(let closure) = await test.guard.opened() else { return XCTFail("open") }
      XCTAssertEqual(closure.cause, .packInvalid)
      XCTAssertTrue(closure.detail.contains("broken.json"), closure.detail)
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notReady, nil, "PACK_INVALID")
      XCTAssertFalse(test.guard.gate(.clipboard).isOpen)
    }
  }

  func testAMissingPackFileOpensNothing() async {
    let pack = Pack(contentsOf: nil)
    let test = TestGuard(pack, failing: { XCTFail($0) }) { $0.log = Silent() }
    guard case .closed(let closure) = await test.guard.opened() else { return XCTFail("open") }
    XCTAssertEqual(closure.cause, .packInvalid)
  }

  func testAKeyStoreThatDoesNotAnswerClosesForTheTimeBeing() async {
    let keys = TestKeys()
    keys.isSilent(true)
    let test = TestGuard(.policy003, keys: keys, failing: { XCTFail($0) }) {
      $0.keyTimeoutMilliseconds = 50
      $0.log = Silent()
    }
    guard case .closed(let closure) = await test.guard.opened() else { return XCTFail("open") }
    XCTAssertEqual(closure.cause, .keyTimeout)
    keys.isSilent(false)
    for await status in test.guard.statuses {
      if case .ready = status { return }
    }
    XCTFail("it never opened")
  }

  /// A key store that gives its key and then keeps nothing, for as long as it is stuck.
  private final class Stuck: KeySource {
    let isStuck = Locked(true)
    func key() -> KeyAnswer { .key(Data(repeating: 7, count: 32)) }
    func renew() -> Data? { nil }
    func anchor() -> AnchorAnswer { .none }
    func keep(anchor: Data) -> Bool {
      while isStuck.with({ $0 }) { Thread.sleep(forTimeInterval: 0.01) }
      return false
    }
  }

  func testAKeyStoreThatIsStuckHoldsNobodyUp() async {
    let keys = Stuck()
    var options = GuardOptions()
    options.directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("askfirst-\(UUID().uuidString)", isDirectory: true)
    options.log = Silent()
    options.twoControlsAlways = true
    options.keyTimeoutMilliseconds = 50
    let privacy = Guard.open(.policy003, keys: keys, options: options)
    let prompts = privacy.prompts
    let screen = Task {
      for await case let prompt? in prompts {
        _ = await prompt.recordShown(language: "zh")
        _ = await prompt.answer("agree")
      }
    }
    let state = await privacy.policy.present()
    XCTAssertEqual(state, .accepted)
    _ = await privacy.person.stateAge(30)
    let answered = await privacy.gate(.deviceID).ask()
    XCTAssertEqual(answered, .given)
    let withdrawn = await privacy.withdraw(.deviceID)
    guard case .done = withdrawn else { return XCTFail("\(withdrawn)") }
    screen.cancel()
    privacy.close()
    keys.isStuck.with { $0 = false }
    try? FileManager.default.removeItem(at: options.directory ?? URL(fileURLWithPath: "/nowhere"))
  }

  func testALostKeyIsAWayOnAndDeletesNothing() async {
    let first = await accepted()
    first.gives(.clipboard)
    XCTAssertValue(await first.guard.gate(.clipboard).read())
    first.keys.answers(.lost)
    let second = await first.kill()
    guard case .closed(let closure) = second.guard.status else { return XCTFail("open") }
    XCTAssertEqual(closure.cause, .keyLost)
    XCTAssertTrue(closure.canStartAgain)
    let before = files(second)
    let status = await second.guard.startAgain()
    guard case .ready = status else { return XCTFail("\(status)") }
    XCTAssertFalse(second.guard.gate(.clipboard).isOpen)
    XCTAssertTrue(files(second).isSuperset(of: before.filter { $0.hasSuffix(".db") }))
  }

  private func files(_ test: TestGuard) -> Set<String> {
    Set((try? FileManager.default.contentsOfDirectory(atPath: test.directory.path)) ?? [])
  }

  func testAFlippedByteClosesTheGuard() async throws {
    let first = await accepted()
    first.gives(.clipboard)
    XCTAssertValue(await first.guard.gate(.clipboard).read())
    first.guard.close()
    await first.settle()
    let name = try XCTUnwrap(files(first).first { $0.hasSuffix(".db") })
    let file = first.directory.appendingPathComponent(name)
    var bytes = try Data(contentsOf: file)
    for index in stride(from: bytes.count / 2, to: bytes.count, by: 7) { bytes[index] = ~bytes[index] }
    try bytes.write(to: file)
    let second = await first.kill()
    guard case .closed = second.guard.status else { return XCTFail("\(second.guard.status)") }
    XCTAssertShut(await second.guard.gate(.clipboard).read(ask: .never), .notReady)
  }

  func testAnUnknownTokenIsShut() {
    XCTAssertFalse(Guard.isOpen(token: 0))
    XCTAssertFalse(Guard.isOpen(token: .max))
    XCTAssertFalse(Guard.isOpen(token: 4_000 << 32 | 1))
  }

  func testAnUndeclaredAccessIsShutAndNotAsked() async {
    let test = await accepted()
    let gate = test.guard.gate(Access("nobody.nothing", kind: .clipboard))
    XCTAssertShut(await gate.read(ask: .tapped), .notDeclared)
    let parts = test.guard.gate(AccessRequest(kind: "clip.content"), as: .clipboard)
    XCTAssertShut(await parts.read(ask: .tapped), .notDeclared, nil, "NOT_DECLARED")
    XCTAssertEqual(test.questions.count, 1)
  }

  func testValuesShowNothingOfThemselves() {
    let clip = Clip(text: "a secret")
    var dumped = ""
    dump(clip, to: &dumped)
    for text in ["\(clip)", String(reflecting: clip), dumped] {
      XCTAssertFalse(text.contains("secret"), text)
    }
  }

  func testASecondOpenGivesTheSameGuard() async {
    let test = await accepted()
    var options = GuardOptions()
    options.directory = test.directory
    let again = Guard.open(.policy003, keys: test.keys, options: options)
    XCTAssertTrue(again === test.guard)
  }
}
