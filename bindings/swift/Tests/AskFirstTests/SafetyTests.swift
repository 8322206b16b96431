import AskFirst
import AskFirstTesting
import Foundation
import XCTest

/// What must stay shut where two calls, two threads or two promises meet.
final class SafetyTests: XCTestCase {
  // MARK: what is read is what was agreed to

  func testAGateReadsOnlyTheKindThatThePackDeclares() async {
    let test = await accepted()
    test.gives(.clipboard)
    let disguised = test.guard.gate(Access("jmlink.clipboard", kind: .preciseLocation))
    XCTAssertValue(await test.guard.gate(.clipboard).read())
    for ask in [Ask.never, .ifNew, .tapped] {
      let endings = await disguised.endings(ask)
      XCTAssertEqual(endings, ["shut NOT_DECLARED notDeclared none"])
    }
    XCTAssertFalse(disguised.isOpen)
    XCTAssertEqual(test.reads, ["clip.content"])
    XCTAssertValue(await test.guard.gate(.clipboard).read(ask: .never))
    // A withdrawal reaches the consent, whatever kind its caller takes it to be.
    let done = await test.guard.withdraw(Access("jmlink.clipboard", kind: .preciseLocation))
    guard case .done = done else { return XCTFail("\(done)") }
    XCTAssertFalse(test.guard.gate(.clipboard).isOpen)
  }

  func testPartsOfOneKindAreNotReadAsAnother() async {
    let test = await accepted()
    test.gives(.location)
    XCTAssertValue(await test.guard.gate(.location).read())
    let request = AccessRequest(kind: "loc.precise", function: "nearby")
    XCTAssertValue(await test.guard.gate(request, as: .preciseLocation).read(ask: .never))
    XCTAssertShut(
      await test.guard.gate(request, as: .clipboard).read(), .notDeclared, Remedy.none, "NOT_DECLARED")
    XCTAssertEqual(test.reads, ["loc.precise", "loc.precise"])
  }

  // MARK: keys and anchors

  func testTheOldKeyIsKeptWhereTheGuardDoesNotBeginAnew() async {
    let ready = await accepted()
    _ = await ready.guard.startAgain()
    XCTAssertEqual(ready.keys.made, 0)
    let keys = TestKeys()
    keys.answers(.lost)
    keys.makes(Data(repeating: 8, count: 31))
    let test = TestGuard(.policy003, keys: keys, configure: { $0.log = Silent() })
    guard case .closed = await test.guard.opened() else { return XCTFail("it opened") }
    guard case .closed = await test.guard.startAgain() else { return XCTFail("it began anew") }
    XCTAssertEqual([keys.made, keys.restored], [1, 1])
    keys.makes(Data(repeating: 8, count: 32))
    guard case .ready = await test.guard.startAgain() else { return XCTFail("it did not begin anew") }
    XCTAssertEqual([keys.made, keys.restored], [2, 1])
  }

  func testAnAnchorThatCannotBeHadNowKeepsTheGuardShut() async {
    let keys = TestKeys()
    keys.anchor(.notNow)
    let test = TestGuard(.policy003, keys: keys, configure: { $0.log = Silent() })
    guard case .closed(let closure) = await test.guard.opened() else { return XCTFail("it opened") }
    XCTAssertEqual(closure.cause, .keyLocked)
    keys.anchor(.none)
    await test.guard.tryKeysAgain()
    await eventually("the guard is ready") {
      if case .ready = test.guard.status { true } else { false }
    }
  }

  func testABrokenAnchorCountsAsARolledBackLedger() async {
    let test = await accepted()
    await test.settle()
    // What a guard that ends still hands over must not take the place of what this test sets.
    test.keys.keepsAnchors(false)
    let kept = test.keys.anchor()
    var last = test
    for broken in [AnchorAnswer.broken, .kept(Data([1, 2, 3]))] {
      test.keys.anchor(broken)
      last = await last.kill()
      guard case .closed(let closure) = last.guard.status else { return XCTFail("it opened") }
      XCTAssertEqual(closure.cause, .rolledBack)
    }
    test.keys.anchor(kept)
    last = await last.kill()
    guard case .ready(true) = last.guard.status else { return XCTFail("\(last.guard.status)") }
  }

  /// A store in which another process may be quicker.
  private final class Items: KeptItems {
    let all = Locked<[String: Data]>([:])
    let quicker = Locked<Data?>(nil)

    func read(_ name: String) -> KeptItem { all.with { $0[name] }.map(KeptItem.found) ?? .none }

    func add(_ name: String, _ bytes: Data) -> KeptAddition {
      all.with { all in
        if let other = quicker.with({ $0 }), all[name] == nil { all[name] = other }
        guard all[name] == nil else { return .exists }
        all[name] = bytes
        return .added
      }
    }

    func change(_ name: String, _ bytes: Data) -> Bool {
      all.with { all in
        guard all[name] != nil else { return false }
        all[name] = bytes
        return true
      }
    }
  }

  func testOfTwoProcessesThatMakeAKeyTheSecondTakesTheFirstOnes() {
    let items = Items()
    let first = Data(repeating: 1, count: 32)
    items.quicker.with { $0 = first }
    XCTAssertEqual(KeptKeys(items).key(), .key(first))
    XCTAssertEqual(KeptKeys(items).key(), .key(first))
    XCTAssertEqual(items.all.with { $0["key"] }, first)
  }

  func testARenewedKeyIsPutBackAndNeverLost() {
    let items = Items()
    let keys = KeptKeys(items)
    guard case .key(let old) = keys.key(), let fresh = keys.renew() else { return XCTFail("no key") }
    XCTAssertNotEqual(old, fresh)
    XCTAssertEqual(keys.key(), .key(fresh))
    XCTAssertEqual(items.all.with { $0["key.before"] }, old)
    keys.keepOldKey()
    XCTAssertEqual(keys.key(), .key(old))
    XCTAssertEqual(keys.anchor(), AnchorAnswer.none)
    XCTAssertTrue(keys.keep(anchor: Data([1])))
    XCTAssertTrue(keys.keep(anchor: Data([2])))
    XCTAssertEqual(keys.anchor(), .kept(Data([2])))
  }

  // MARK: SDKs

  private final class Adapter: SDKAdapter {
    let recipient = Recipient("jmlink")
    let told = Locked<[String]>([])
    let onStart = Locked<(@Sendable () async -> Void)?>(nil)
    var all: [String] { told.with { $0 } }

    func start(allowed: Set<AccessID>) async {
      told.with { $0.append("start \(allowed.count)") }
      await onStart.with { $0 }?()
    }
    func changed(allowed: Set<AccessID>) async { told.with { $0.append("changed \(allowed.count)") } }
    func stop() async -> Stopped {
      told.with { $0.append("stop") }
      return .now
    }
  }

  private func running(_ adapter: Adapter) async -> TestGuard {
    let test = await accepted(adapters: [adapter])
    test.gives(.clipboard)
    _ = await test.guard.gate(.clipboard).read()
    guard case .running = await test.guard.start(adapter.recipient) else {
      XCTFail("it was held")
      return test
    }
    return test
  }

  func testAnSDKStopsWhenAnAccountTakesOverForWhichNothingIsOpen() async {
    let adapter = Adapter()
    let test = await running(adapter)
    let switched = await test.guard.switch(to: Account("u-1"))
    XCTAssertEqual(switched, .done)
    await test.settle()
    XCTAssertEqual(adapter.all, ["start 1", "stop"])
    XCTAssertTrue(test.guard.obligations.isEmpty)
    await test.guard.switch(to: nil)
    // Stopped already: a withdrawal has it erase and confirms, and does not stop it again.
    _ = await test.guard.withdraw(.clipboard)
    await test.settle()
    XCTAssertEqual(adapter.all, ["start 1", "stop"])
    XCTAssertFalse(test.guard.obligations.contains { $0.action == .stop })
  }

  func testWhatWasWithdrawnBeforeAnSDKsTurnCameDoesNotStart() async {
    let adapter = Adapter()
    let test = await accepted(adapters: [adapter])
    let claims = Started.running(allowed: [AccessID("jmlink.clipboard"), AccessID("jmlink.app_list")])
    let started = await test.guard.testing.start(adapter.recipient.id) { claims }
    guard case .held(let shut) = started else { return XCTFail("it ran") }
    XCTAssertEqual(shut.reason.code, "UNSETTLED")
    XCTAssertEqual(adapter.all, [])
    test.gives(.clipboard)
    _ = await test.guard.gate(.clipboard).read()
    let narrower = await test.guard.testing.start(adapter.recipient.id) { claims }
    XCTAssertEqual(narrower, .running(allowed: [AccessID("jmlink.clipboard")]))
    XCTAssertEqual(adapter.all, ["start 1"])
  }

  func testAnAdapterMayCallTheGuardFromWithinItsOwnTurn() async {
    let adapter = Adapter()
    let test = await accepted(adapters: [adapter])
    test.gives(.clipboard)
    _ = await test.guard.gate(.clipboard).read()
    let privacy = test.guard
    adapter.onStart.with {
      $0 = {
        _ = await privacy.withdraw(.clipboard)
        _ = await privacy.start(Recipient("amap"))
      }
    }
    _ = await inTime("the SDK starts") { await privacy.start(Recipient("jmlink")) }
    await test.settle()
    XCTAssertEqual(adapter.all, ["start 1", "stop"])
  }

  // MARK: one ledger, one guard

  func testOneFolderHasOneGuardWhateverElseWasOpenedThere() async {
    let test = await accepted()
    let again = { (pack: Pack) in
      var options = GuardOptions()
      options.directory = test.directory
      options.log = Silent()
      return Guard.open(pack, keys: test.keys, options: options)
    }
    let other = again(.nextEdition)
    guard case .closed(let closure) = await other.opened() else { return XCTFail("two guards, one ledger") }
    XCTAssertEqual(closure.cause, .otherPack)
    do {
      let same = again(.policy003)
      XCTAssertTrue(same === test.guard)
    }
    test.gives(.clipboard)
    XCTAssertValue(await test.guard.gate(.clipboard).read())
  }
}
