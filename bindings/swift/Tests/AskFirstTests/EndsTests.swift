import AskFirst
import AskFirstTesting
import XCTest

/// How every call ends: each row with its exact result and what the ledger says
/// afterwards, twenty times, none above five seconds.
///
/// | What happens | Tests, here or in `EndsOnScreenTests` |
/// |---|---|
/// | called before the guard is ready, or ledger closed | `testACallBeforeReady…`, `testAClosedLedger…` |
/// | no screen, app in background, screen locked | `testInTheBackground…`, `testWithoutAScreen…`, `testOnALockedScreen…` |
/// | 200 callers, one gate | `testTwoHundredCallers…` |
/// | several gates | `testSeveralGates…` |
/// | one of several callers cancelled | `testOneOfSeveralCallers…` |
/// | last caller cancelled | `testTheLastCallerCancelled…` |
/// | the answer arrives while the last caller cancels | `testAnAnswerThatMeetsACancellation…` |
/// | rotation, recreate, theme or language change | `testDrawnAgain…` |
/// | scene gone, another one resumed | `testAPromptMoves…`, `testAModelThatIsReleased…`, `testBackInFront…` |
/// | back, outside tap, closed | `testClosingWithoutAnAnswer…` |
/// | process killed while shown | `testKilledWhileShown…` |
/// | agreed, then the system's dialog refused | `testAgreedAndThenRefused…` |
/// | back from the system's settings | the four `testBackFromTheSettings…` |
/// | own prompt UI throws, or never calls `shown` | the two `testAnOwnScreenThatThrows…`, `testAPromptThatIsNeverShown…`, `testAPromptUIThatFails…`, `testAModelThatIsReleased…` |
/// | withdrawn, account switched or pack changed while reading | `testWithdrawn…`, `testAnAccountSwitched…`, `testAnotherEdition…` |
/// | a panic, a lost handle, a closed guard | `testAPanic…`, `testALostHandle…`, `testAClosedGuard…` |
/// | called from inside a prompt or a listener | `testACallFromInside…` |
/// | a cancelled task | `testACancelledTask…` (before, while asked, while reading) |
///
/// A provider that hangs ends its read as well: `testAProviderThatHangs…`.
final class EndsTests: XCTestCase {
  func testACallBeforeReadyWaitsAndNeverDoesNot() async {
    await twentyTimes {
      let keys = TestKeys()
      keys.isSilent(true)
      let test = TestGuard(.policy003, keys: keys, failing: { XCTFail($0) }) { $0.log = Silent() }
      let gate = test.guard.gate(.clipboard)
      let early = await gate.endings(.never)
      XCTAssertEqual(early, ["shut NOT_READY notReady none"])
      let callers = Callers()
      let waiting = callers.call { await gate.endings(.ifNew) }
      await callers.arrived(at: test)
      XCTAssertEqual(test.guard.status, .opening)
      keys.isSilent(false)
      let late = await waiting.value
      XCTAssertEqual(late, ["shut NO_POLICY_ACCEPTANCE notAnswered askOnTap"])
      let entries = await test.ledger()
      XCTAssertEqual(entries, [])
    }
  }

  func testAClosedLedgerIsShutAndRecoverable() async {
    await twentyTimes {
      let keys = TestKeys()
      keys.answers(.lost)
      let test = TestGuard(.policy003, keys: keys, failing: { XCTFail($0) }) { $0.log = Silent() }
      _ = await test.guard.opened()
      let gate = test.guard.gate(.clipboard)
      for ask in Ask.allCases {
        let endings = await gate.endings(ask)
        XCTAssertEqual(endings, ["shut KEY_LOST notReady recover"])
      }
      XCTAssertFalse(gate.isOpen)
    }
  }

  /// Nothing waits, because nothing was asked.
  private func nothingIsAsked(_ test: TestGuard) async {
    for ask in [Ask.ifNew, .tapped] {
      let endings = await test.guard.gate(.clipboard).endings(ask)
      XCTAssertEqual(endings, ["shut NO_SCREEN notAnswered askOnTap"])
    }
    let entries = await test.ledger()
    XCTAssertEqual(entries, [])
    XCTAssertTrue(test.reads.isEmpty)
  }

  func testInTheBackgroundTheAnswerComesAtOnce() async {
    await twentyTimes {
      let test = await accepted()
      await test.guard.app(inFront: false)
      await nothingIsAsked(test)
    }
  }

  func testWithoutAScreenTheAnswerComesAtOnce() async {
    await twentyTimes {
      let test = await accepted()
      await test.removesScreen()
      await nothingIsAsked(test)
    }
  }

  private struct Locking: Surroundings {
    let locked: Locked<Bool>
    var isInFront: Bool { true }
    var hasScreen: Bool { !locked.with { $0 } }
  }

  func testOnALockedScreenTheAnswerComesAtOnce() async {
    await twentyTimes {
      let locked = Locked(false)
      let test = await accepted { $0.surroundings = Locking(locked: locked) }
      locked.with { $0 = true }
      await nothingIsAsked(test)
    }
  }

  func testTwoHundredCallersShareOnePromptAndGetAPermitEach() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.clipboard)
      let gate = test.guard.gate(.clipboard)
      let receipts = await withTaskGroup(of: Receipt<Clip>.self) { group in
        for _ in 0..<200 { group.addTask { await gate.receipt() } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      XCTAssertEqual(receipts.map { said($0.read) }, Array(repeating: "value", count: 200))
      XCTAssertEqual(Set(receipts.map(\.entry)).count, 1)
      XCTAssertEqual(test.questions.count, 2)
      XCTAssertEqual(test.reads.count, 200)
      let entries = await test.ledger()
      XCTAssertEqual(entries, ["asked jmlink.clipboard", "shown zh", "given CONSENT pressed"])
    }
  }

  func testSeveralGatesAskOneAfterAnotherInOrder() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard).gives(.location).refuses(.deviceID)
      let callers = Callers()
      let privacy = test.guard
      let first = callers.call { await privacy.gate(.clipboard).read() }
      await test.asked(2)
      let second = callers.call { await privacy.gate(.location).read() }
      await callers.arrived(at: test)
      let third = callers.call { await privacy.gate(.deviceID).read() }
      await callers.arrived(at: test)
      XCTAssertEqual(test.questions.count, 2)
      _ = await test.standing()?.answer("agree")
      let endings = [said(await first.value), said(await second.value), said(await third.value)]
      XCTAssertEqual(endings, ["value", "value", "shut REFUSED saidNo askOnTap"])
      XCTAssertEqual(
        test.questions.suffix(3).flatMap(\.accesses).map(\.rawValue),
        ["jmlink.clipboard", "nearby.location", "security.device_id"])
      let entries = await test.ledger()
      XCTAssertEqual(entries.filter { !$0.hasPrefix("shown") }, Self.threeAnswers)
    }
  }

  private static let threeAnswers = [
    "asked jmlink.clipboard", "given CONSENT pressed", "asked nearby.location", "given CONSENT pressed",
    "asked security.device_id", "refused CONSENT pressed",
  ]

  /// - Parameter control: what the person presses after one of three callers has gone.
  private func oneOfThreeGoes(_ control: String, _ ending: String, reads: Int) async {
    let test = await accepted()
    test.leavesOpen(.clipboard)
    let gate = test.guard.gate(.clipboard)
    let callers = Callers()
    let calls = (0..<3).map { _ in callers.call { await gate.read() } }
    await test.asked(2)
    await callers.arrived(at: test)
    let before = await test.standing()
    calls[1].cancel()
    let gone = said(await calls[1].value)
    XCTAssertEqual(gone, "shut CANCELLED notReady none")
    await test.settle()
    let prompt = await test.standing()
    XCTAssertEqual(prompt?.id, before?.id)
    _ = await prompt?.answer(control)
    let others = [said(await calls[0].value), said(await calls[2].value)]
    XCTAssertEqual(others, [ending, ending])
    XCTAssertEqual(test.reads.count, reads)
    let entries = await test.ledger()
    XCTAssertEqual(entries.filter { !$0.hasPrefix("shown") }.count, 2, "\(entries)")
  }

  func testOneOfSeveralCallersCancelledIsCancelledAloneAndTheOthersGetTheAnswer() async {
    await twentyTimes { await oneOfThreeGoes("agree", "value", reads: 2) }
    await twentyTimes { await oneOfThreeGoes("refuse", "shut REFUSED saidNo anotherWay", reads: 0) }
  }

  func testTheLastCallerCancelledTakesThePromptDown() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let gate = test.guard.gate(.clipboard)
      let reading = Task { await gate.read() }
      await test.asked(2)
      reading.cancel()
      let gone = said(await reading.value)
      XCTAssertEqual(gone, "shut CANCELLED notReady none")
      await test.nothingStands()
      let later = await gate.endings(.ifNew)
      XCTAssertEqual(later, ["shut NOT_ANSWERED notAnswered askOnTap"])
      let entries = await test.ledger()
      XCTAssertEqual(entries, ["asked jmlink.clipboard", "shown zh", "left_open callers_gone"])
    }
  }

  func testAnAnswerThatMeetsACancellationCountsAndReadsNothing() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let reading = Task { await test.guard.gate(.clipboard).read() }
      await test.asked(2)
      guard let prompt = await test.standing() else { return XCTFail("no prompt") }
      // The system is looked at once more between the answer and the read: there the caller goes.
      test.provider(.clipboard)?.whenLookedAt { reading.cancel() }
      let answered = await prompt.answer("agree")
      XCTAssertTrue(answered)
      let gone = said(await reading.value)
      XCTAssertEqual(gone, "shut CANCELLED notReady none")
      XCTAssertTrue(test.reads.isEmpty)
      XCTAssertTrue(test.guard.gate(.clipboard).isOpen)
      let last = await test.ledger().last
      XCTAssertEqual(last, "given CONSENT pressed")
    }
  }

  func testACancelledTaskIsShutBeforeAnythingHappens() async {
    await twentyTimes {
      let test = await accepted()
      let gate = test.guard.gate(.clipboard)
      let calling = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return await gate.endings(.tapped)
      }
      let endings = await calling.value
      XCTAssertEqual(endings, ["shut CANCELLED notReady none"])
      let entries = await test.ledger()
      XCTAssertEqual(entries, [])
    }
  }

  func testACancelledTaskIsShutWhileAProviderReadsThatDoesNotHearOfIt() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.clipboard)
      let isHeld = Locked(true)
      test.provider(.clipboard)?.holds { while isHeld.with({ $0 }) { await rest() } }
      let reading = Task { await test.guard.gate(.clipboard).read() }
      await eventually("the phone is read") { !test.reads.isEmpty }
      reading.cancel()
      let gone = said(await reading.value)
      XCTAssertEqual(gone, "shut CANCELLED notReady none")
      isHeld.with { $0 = false }
      XCTAssertTrue(test.guard.gate(.clipboard).isOpen)
    }
  }

  func testAProviderThatHangsIsLeftBehind() async {
    await twentyTimes {
      let test = await accepted { $0.readTimeoutMilliseconds = 50 }
      test.gives(.clipboard)
      let isHeld = Locked(true)
      test.provider(.clipboard)?.holds { while isHeld.with({ $0 }) { await rest() } }
      let read = said(await test.guard.gate(.clipboard).read())
      XCTAssertEqual(read, "unavailable timedOut")
      isHeld.with { $0 = false }
    }
  }

  func testKilledWhileShownIsNotAnsweredAndQuiet() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let reading = Task { await test.guard.gate(.clipboard).read() }
      await test.asked(2)
      let reborn = await test.kill()
      _ = await reading.value
      let gate = reborn.guard.gate(.clipboard)
      let early = await gate.endings(.ifNew)
      XCTAssertEqual(early, ["shut NOT_ANSWERED notAnswered askOnTap"])
      XCTAssertEqual(reborn.questions.count, 2)
      let entries = await reborn.ledger()
      XCTAssertEqual(entries, ["asked jmlink.clipboard", "shown zh"])
      reborn.clock.advance(hours: 49)
      reborn.refuses(.clipboard)
      let later = said(await gate.read())
      XCTAssertEqual(later, "shut REFUSED saidNo anotherWay")
      XCTAssertTrue(reborn.reads.isEmpty)
    }
  }

  func testAgreedAndThenRefusedBySystemKeepsTheConsent() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.location)
      test.provider(.preciseLocation)?.system(SystemState(permission: .notAsked), answers: .denied)
      let gate = test.guard.gate(.location)
      let endings = await gate.endings(.ifNew)
      XCTAssertEqual(endings, ["shut OS_DENIED systemOff systemSettings"])
      XCTAssertTrue(gate.isOpen)
      XCTAssertEqual(test.provider(.preciseLocation)?.dialogs, 1)
      XCTAssertTrue(test.reads.isEmpty)
      let entries = await test.ledger()
      XCTAssertEqual(
        entries, ["asked nearby.location", "shown zh", "given CONSENT pressed", "system_refused"])
    }
  }

  /// Five callers wait for a dialog of the system that is never answered, because the
  /// person went to the settings.
  private func awayInTheSettings(
    _ found: SystemState.Permission, _ ending: String, reads: Int, _ entry: String
  ) async {
    let test = await accepted()
    test.gives(.location)
    let provider = test.provider(.preciseLocation)
    provider?.system(SystemState(permission: .notAsked))
    let isUp = Locked(true)
    provider?.holdsDialog { while isUp.with({ $0 }) { await rest() } }
    let callers = Callers()
    let ended = Locked(0)
    let privacy = test.guard
    let calls = (0..<5).map { _ in
      callers.call {
        defer { ended.with { $0 += 1 } }
        return await privacy.gate(.location).read()
      }
    }
    await eventually("the dialog is up") { provider?.dialogs == 1 }
    // Back without having changed anything: they go on waiting.
    await privacy.app(inFront: false)
    await privacy.app(inFront: true)
    await callers.arrived(at: test)
    XCTAssertEqual(ended.with { $0 }, 0)
    provider?.system(SystemState(permission: found))
    await privacy.app(inFront: true)
    for call in calls {
      let end = said(await call.value)
      XCTAssertEqual(end, ending)
    }
    XCTAssertEqual(provider?.dialogs, 1)
    XCTAssertEqual(test.reads.count, reads)
    let entries = await test.ledger()
    XCTAssertEqual(entries, ["asked nearby.location", "shown zh", "given CONSENT pressed", entry])
    isUp.with { $0 = false }
  }

  func testBackFromTheSettingsWithThePermissionEveryoneWhoWaitsReadsOnce() async {
    await twentyTimes { await awayInTheSettings(.granted, "value", reads: 5, "system_on") }
  }

  func testBackFromTheSettingsWithoutThePermissionEveryoneWhoWaitsIsShutOnce() async {
    await twentyTimes {
      await awayInTheSettings(
        .denied, "shut OS_DENIED systemOff systemSettings", reads: 0, "system_refused")
    }
  }

  func testBackFromTheSettingsTheNextReadIsDecidedAgain() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.location)
      test.provider(.preciseLocation)?.system(SystemState(permission: .denied))
      let gate = test.guard.gate(.location)
      let before = await gate.endings(.ifNew)
      XCTAssertEqual(before, ["shut OS_DENIED systemOff systemSettings"])
      await test.guard.app(inFront: false)
      test.provider(.preciseLocation)?.system(SystemState(permission: .granted))
      await test.guard.app(inFront: true)
      let after = said(await gate.read())
      XCTAssertEqual(after, "value")
      XCTAssertEqual(test.reads.count, 1)
    }
  }

  func testBackFromTheSettingsTheGateShowsAPermissionThatWasTakenAway() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.location)
      test.provider(.preciseLocation)?.system(SystemState(permission: .granted))
      let gate = test.guard.gate(.location)
      let read = said(await gate.read())
      XCTAssertEqual(read, "value")
      test.provider(.preciseLocation)?.system(SystemState(permission: .notAsked))
      await test.guard.app(inFront: true)
      await test.settle()
      XCTAssertFalse(gate.isOpen)
      XCTAssertEqual(gate.state.standing, .withdrawn)
      let last = await test.ledger().last
      XCTAssertEqual(last, "withdrawn system")
    }
  }

  /// Agrees, and does something while the phone is being read.
  private func whileReading<Value: Sendable>(
    _ access: Access<Value>, _ test: TestGuard, _ meanwhile: @escaping @Sendable () async -> Void
  ) async -> String {
    test.gives(access)
    test.provider(access.kind)?.holds(meanwhile)
    let end = said(await test.guard.gate(access).read())
    XCTAssertEqual(test.reads.count, 1)
    return end
  }

  func testWithdrawnWhileReadingDropsTheValue() async {
    await twentyTimes {
      let test = await accepted()
      let privacy = test.guard
      let end = await whileReading(.deviceID, test) { _ = await privacy.withdraw(.deviceID) }
      XCTAssertEqual(end, "shut WITHDRAWN saidNo askOnTap")
      // This recipient has no adapter here, so nobody has confirmed yet that it stopped.
      let other = await accepted()
      let guarding = other.guard
      let held = await whileReading(.clipboard, other) { _ = await guarding.withdraw(.clipboard) }
      XCTAssertEqual(held, "shut OBLIGATION_PENDING notNow none")
      let entries = await other.ledger()
      XCTAssertEqual(entries.filter { $0.hasPrefix("withdrawn") }.count, 1)
    }
  }

  func testAnAccountSwitchedWhileReadingDropsTheValue() async {
    await twentyTimes {
      let test = await accepted()
      let privacy = test.guard
      let end = await whileReading(.clipboard, test) {
        await privacy.switch(to: Account("u-1", tenant: "t-9"))
      }
      XCTAssertEqual(end, "shut NO_POLICY_ACCEPTANCE notAnswered askOnTap")
      await privacy.switch(to: nil)
      // The other account's consent is as it was.
      XCTAssertTrue(privacy.gate(.clipboard).isOpen)
    }
  }

  func testAnotherEditionOfThePackThatComesWhileReadingDropsTheValue() async {
    await twentyTimes {
      let test = await accepted()
      let privacy = test.guard
      let (keys, directory) = (test.keys, test.directory)
      let next = Locked<Guard?>(nil)
      let end = await whileReading(.clipboard, test) {
        privacy.close()
        var options = GuardOptions()
        options.directory = directory
        options.log = Silent()
        let opened = Guard.open(.nextEdition, keys: keys, options: options)
        next.with { $0 = opened }
        guard case .ready = await opened.opened() else { return XCTFail("\(opened.status)") }
      }
      XCTAssertEqual(end, "shut CLOSED notReady none")
      let gate = next.with { $0 }?.gate(.clipboard)
      XCTAssertEqual(gate?.isOpen, false)
      let later = await gate?.endings(.never)
      XCTAssertEqual(later, ["shut STALE_CONSENT notAnswered askOnTap"])
      next.with { $0 }?.close()
    }
  }

  func testAPanicInTheCoreShutsEverything() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let gate = test.guard.gate(.clipboard)
      let waiting = Task { await gate.read() }
      await test.asked(2)
      await test.guard.testing.panic()
      let end = said(await waiting.value)
      XCTAssertEqual(end, "shut INTERNAL notReady none")
      for ask in Ask.allCases {
        let endings = await gate.endings(ask)
        XCTAssertEqual(endings, ["shut INTERNAL notReady none"])
      }
      XCTAssertFalse(gate.isOpen)
      guard case .closed(let closure) = test.guard.status else { return XCTFail("\(test.guard.status)") }
      XCTAssertEqual(closure.cause, .fault)
    }
  }

  func testALostHandleIsShutAndItsStatusSaysSo() async {
    await twentyTimes {
      let test = await accepted()
      var options = GuardOptions()
      options.directory = test.directory.appendingPathComponent("lost")
      options.log = Silent()
      let lost = Guard.lost(TestKeys(), options: options)
      let gate = lost.gate(.clipboard)
      XCTAssertFalse(gate.isOpen)
      for ask in Ask.allCases {
        let endings = await gate.endings(ask)
        XCTAssertEqual(endings, ["shut INTERNAL notReady none"])
      }
      guard case .closed(let closure) = lost.status else { return XCTFail("\(lost.status)") }
      XCTAssertEqual(closure.cause, .fault)
      let withdrawn = await lost.withdraw(.clipboard)
      XCTAssertEqual(withdrawn, .notDurable)
    }
  }

  func testAClosedGuardIsShut() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let gate = test.guard.gate(.clipboard)
      let waiting = Task { await gate.read() }
      await test.asked(2)
      test.guard.close()
      let end = said(await waiting.value)
      XCTAssertEqual(end, "shut CLOSED notReady none")
      for ask in Ask.allCases {
        let endings = await gate.endings(ask)
        XCTAssertEqual(endings, ["shut CLOSED notReady none"])
      }
      XCTAssertFalse(gate.isOpen)
      guard case .closed(let closure) = test.guard.status else { return XCTFail("\(test.guard.status)") }
      XCTAssertEqual(closure.cause, .closedByHost)
    }
  }

  func testACallFromInsideAPromptOrAListenerIsQueued() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard).gives(.deviceID)
      let privacy = test.guard
      let inside = Task { () -> String? in
        for await case let prompt? in privacy.prompts where prompt.style != .policy {
          async let nested = privacy.gate(.deviceID).read()
          _ = await prompt.recordShown(language: "zh")
          _ = await prompt.answer("refuse")
          return said(await nested)
        }
        return nil
      }
      let listener = Task { () -> Withdrawn? in
        for await state in privacy.gate(.clipboard).states where state.standing == .refused {
          return await privacy.withdraw(.clipboard)
        }
        return nil
      }
      let outer = said(await privacy.gate(.clipboard).read())
      XCTAssertEqual(outer, "shut REFUSED saidNo anotherWay")
      let nested = await inside.value
      XCTAssertEqual(nested, "value")
      let withdrawn = await listener.value
      XCTAssertEqual(withdrawn, .nothingGiven)
    }
  }
}
