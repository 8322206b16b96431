import AskFirst
import AskFirstTesting
import XCTest

/// Counts calls of a framework.
final class Framework: ClipboardSource, LocationSource, IdentifierSource, AppPresenceSource {
  let calls = Locked<[String]>([])
  let patterns: Set<ClipPattern>
  let found: UUID?

  init(patterns: Set<ClipPattern> = [.link], found: UUID? = UUID()) {
    self.patterns = patterns
    self.found = found
  }

  private func note(_ call: String) { calls.with { $0.append(call) } }
  var all: [String] { calls.with { $0 } }

  func detect() async -> Set<ClipPattern> {
    note("detect")
    return patterns
  }

  func content() async -> Clip? {
    note("content")
    return Clip(text: "clip")
  }

  func system() async -> SystemState { SystemState() }
  func askSystem() async -> SystemState { SystemState() }

  func position(approximate: Bool) async -> Outcome<Fix> {
    note(approximate ? "surroundings" : "position")
    return .value(
      Fix(latitude: 0, longitude: 0, accuracy: 1, isApproximate: approximate, atMilliseconds: 0))
  }

  func positions(approximate: Bool) async -> AsyncStream<Fix> {
    note("positions")
    return AsyncStream { $0.finish() }
  }

  func identifier() async -> UUID? {
    note("identifier")
    return found
  }

  func answers(scheme: String) async -> Bool {
    note(scheme)
    return scheme == "weixin"
  }
}

/// The providers above their seams: a permit is spent right before the
/// framework is called, and without a good one nothing is called.
final class ProvidersTests: XCTestCase {
  /// Withdraws between the permit and the provider, as a person might.
  private struct Late<Inner: Provider>: Provider {
    let inner: Inner
    let before: Locked<(@Sendable () async -> Void)?>

    func read(_ permit: Permit) async -> Outcome<Inner.Value> {
      await before.with { $0 }?()
      return await inner.read(permit)
    }

    func stream(_ permit: Permit) async -> AsyncStream<Inner.Value>? {
      await before.with { $0 }?()
      return await inner.stream(permit)
    }
  }

  private func readLate<P: Provider>(
    _ provider: P, _ access: Access<P.Value>
  ) async -> Read<P.Value> {
    let before = Locked<(@Sendable () async -> Void)?>(nil)
    let test = await accepted {
      $0.providers.set(Late(inner: provider, before: before), for: access.kind)
    }
    test.gives(access)
    let privacy = test.guard
    before.with { $0 = { _ = await privacy.withdraw(access) } }
    return await privacy.gate(access).read()
  }

  private func read<P: Provider>(_ provider: P, _ access: Access<P.Value>) async -> Read<P.Value> {
    let test = await accepted { $0.providers.set(provider, for: access.kind) }
    test.gives(access)
    return await test.guard.gate(access).read()
  }

  func testTheClipboardIsNotTouchedWithoutAGoodPermit() async {
    let framework = Framework()
    let read = await readLate(ClipboardProvider(framework), .clipboard)
    XCTAssertNotNil(read.shut)
    XCTAssertEqual(framework.all, [])
  }

  func testThePositionIsNotTakenWithoutAGoodPermit() async {
    let framework = Framework()
    let read = await readLate(LocationProvider(framework, approximate: false), .location)
    XCTAssertNotNil(read.shut)
    XCTAssertEqual(framework.all, [])
  }

  func testNoStreamIsBegunWithoutAGoodPermit() async {
    let framework = Framework()
    let before = Locked<(@Sendable () async -> Void)?>(nil)
    let provider = Late(inner: LocationProvider(framework, approximate: false), before: before)
    let test = await accepted { $0.providers.set(provider, for: .preciseLocation) }
    test.gives(.location)
    let privacy = test.guard
    before.with { $0 = { _ = await privacy.withdraw(.location) } }
    for await _ in privacy.gate(.location).updates() { XCTFail("a value") }
    XCTAssertEqual(framework.all, [])
  }

  func testTheIdentifierIsNotReadWithoutAGoodPermit() async {
    let framework = Framework()
    let read = await readLate(IdentifierProvider(framework), .deviceID)
    XCTAssertNotNil(read.shut)
    XCTAssertEqual(framework.all, [])
  }

  func testNoAppIsLookedForWithoutAGoodPermit() async {
    let framework = Framework()
    let apps = Access("security.app_list", kind: .installedApps)
    let read = await readLate(InstalledAppsProvider(framework, schemes: ["weixin"]), apps)
    XCTAssertNotNil(read.shut)
    XCTAssertEqual(framework.all, [])
  }

  /// A source that counts, with what the system says about it.
  private func source(
    _ framework: Framework, _ permission: SystemState.Permission = .notNeeded, purposeKey: String? = nil
  ) -> KindSource<Fix> {
    let now = Locked(permission)
    return KindSource(
      purposeKey: purposeKey, system: { SystemState(permission: now.with { $0 }) },
      ask: {
        _ = await framework.answers(scheme: "dialog")
        now.with { $0 = .granted }
        return SystemState(permission: .granted)
      },
      reading: { await framework.position(approximate: false) })
  }

  func testNoSourceIsReadWithoutAGoodPermit() async {
    let framework = Framework()
    let read = await readLate(SourceProvider(source(framework)), .location)
    XCTAssertNotNil(read.shut)
    XCTAssertEqual(framework.all, [])
  }

  func testASourceIsReadOnceAfterItsDialogAndNotWhereTheSystemSaysNo() async {
    let asked = Framework()
    XCTAssertValue(await read(SourceProvider(source(asked, .notAsked)), .location))
    XCTAssertEqual(asked.all, ["dialog", "position"])
    let denied = Framework()
    let shut = await read(SourceProvider(source(denied, .denied)), .location).shut
    XCTAssertEqual(shut?.reason.code, "OS_DENIED")
    XCTAssertEqual(denied.all, [])
  }

  func testASourceWithoutItsPurposeStringIsNeitherAskedForNorRead() async {
    let framework = Framework()
    let lacking = SourceProvider(source(framework, .notAsked, purposeKey: "NSExample")) { _ in false }
    let read = await read(lacking, .location)
    guard case .unavailable(.notOffered) = read else { return XCTFail("\(read)") }
    XCTAssertEqual(framework.all, [])
    let declared = SourceProvider(source(framework, .granted, purposeKey: "NSExample")) { $0 == "NSExample" }
    XCTAssertValue(await self.read(declared, .location))
    XCTAssertEqual(framework.all, ["position"])
  }

  func testPatternsComeFirstAndTheContentOnlyIfOneFits() async {
    let plain = Framework(patterns: [.number])
    let none = await read(ClipboardProvider(plain, wanted: [.link]), .clipboard)
    guard case .unavailable(.noValue) = none else { return XCTFail("\(none)") }
    XCTAssertEqual(plain.all, ["detect"])
    let link = Framework(patterns: [.link])
    XCTAssertValue(await read(ClipboardProvider(link, wanted: [.link]), .clipboard))
    XCTAssertEqual(link.all, ["detect", "content"])
  }

  func testAnIdentifierOfZerosIsNotOfferedAndNothingTakesItsPlace() async {
    let framework = Framework(found: UUID(uuidString: "00000000-0000-0000-0000-000000000000"))
    let read = await read(IdentifierProvider(framework), .deviceID)
    guard case .unavailable(.notOffered) = read else { return XCTFail("\(read)") }
    XCTAssertEqual(framework.all, ["identifier"])
  }

  func testAnIdentifierThatIsNotThereYetIsNoValue() async {
    let read = await read(IdentifierProvider(Framework(found: nil)), .deviceID)
    guard case .unavailable(.noValue) = read else { return XCTFail("\(read)") }
  }

  func testAppsAreLookedForOneByOne() async {
    let framework = Framework()
    let apps = Access("security.app_list", kind: .installedApps)
    let found = await read(InstalledAppsProvider(framework, schemes: ["weixin", "alipay"]), apps)
    XCTAssertEqual(found.value?.answeringSchemes, ["weixin"])
    let nobody = await read(InstalledAppsProvider(framework, schemes: []), apps)
    guard case .unavailable(.notOffered) = nobody else { return XCTFail("\(nobody)") }
  }

  func testAKindWithoutAProviderIsNotOffered() async {
    let scan = Access<Never>("scan.camera", kind: "media.camera")
    let test = await accepted()
    test.gives(scan)
    guard case .unavailable(.notOffered) = await test.guard.gate(scan).read() else {
      return XCTFail("something was read")
    }
    let used = await test.guard.gate(scan).use { "a picture" }
    XCTAssertEqual(used.value, "a picture")
  }
}
