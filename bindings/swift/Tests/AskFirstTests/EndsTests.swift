import AskFirst
import AskFirstTesting
import XCTest

/// How every call ends: one test for each row of the table, with its exact
/// result and ledger entries, twenty times.
final class EndsTests: XCTestCase {
  func testACallBeforeReadyWaitsAndNeverDoesNot() async {
    await twentyTimes {
      let keys = TestKeys()
      keys.isSilent(true)
      let test = TestGuard(.policy003, keys: keys, failing: { XCTFail($0) }) { $0.log = Silent() }
      let gate = test.guard.gate(.clipboard)
      XCTAssertShut(await gate.read(ask: .never), .notReady, nil, "NOT_READY")
      let waiting = Task { await gate.read() }
      await test.settle()
      keys.isSilent(false)
      XCTAssertShut(await waiting.value, .notAnswered, nil, "NO_POLICY_ACCEPTANCE")
      let entries = await test.ledger()
      XCTAssertEqual(entries, [])
    }
  }

  func testAClosedLedgerIsShutAndRecoverable() async {
    await twentyTimes {
      let keys = TestKeys()
      keys.answers(.lost)
      let test = TestGuard(.policy003, keys: keys, failing: { XCTFail($0) }) { $0.log = Silent() }
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notReady, .recover, "KEY_LOST")
      XCTAssertFalse(test.guard.gate(.clipboard).isOpen)
    }
  }

  func testWithoutAScreenTheAnswerComesAtOnce() async {
    await twentyTimes {
      let test = await accepted { $0.surroundings = nil }
      await test.guard.app(inFront: false)
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notAnswered, nil, "NO_SCREEN")
      await test.guard.app(inFront: true)
      let entries = await test.ledger()
      XCTAssertEqual(entries.filter { $0 != "asked" && $0 != "shown" }, [])
    }
  }

  func testTwoHundredCallersShareOnePrompt() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.clipboard)
      let gate = test.guard.gate(.clipboard)
      let values = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<200 { group.addTask { await gate.read().value != nil } }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      XCTAssertEqual(values, 200)
      XCTAssertEqual(test.questions.count, 2)
      XCTAssertEqual(test.reads.count, 200)
      let given = await test.ledger().filter { $0 == "given" }
      XCTAssertEqual(given.count, 1)
    }
  }

  func testSeveralGatesAskOneAfterAnotherInOrder() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard).gives(.location).gives(.deviceID)
      let first = Task { await test.guard.gate(.clipboard).read() }
      await test.asked(2)
      let second = Task { await test.guard.gate(.location).read() }
      await test.settle()
      let third = Task { await test.guard.gate(.deviceID).read() }
      await test.settle()
      XCTAssertEqual(test.questions.count, 2)
      _ = await test.standing()?.answer("agree")
      XCTAssertValue(await first.value)
      XCTAssertValue(await second.value)
      XCTAssertValue(await third.value)
      XCTAssertEqual(
        Set(test.questions.suffix(2).flatMap(\.accesses).map(\.rawValue)),
        ["nearby.location", "security.device_id"])
      let given = await test.ledger().filter { $0 == "given" }
      XCTAssertEqual(given.count, 3)
    }
  }

  func testOneOfSeveralCallersCancelledLeavesThePrompt() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let gate = test.guard.gate(.clipboard)
      let (goes, stays) = (Task { await gate.read() }, Task { await gate.read() })
      await test.asked(2)
      goes.cancel()
      XCTAssertShut(await goes.value, .notReady, nil, "CANCELLED")
      await test.settle()
      let prompt = await test.standing()
      _ = await prompt?.answer("agree")
      XCTAssertValue(await stays.value)
      XCTAssertEqual(test.reads.count, 1)
    }
  }

  func testTheLastCallerCancelledTakesThePromptDown() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let reading = Task { await test.guard.gate(.clipboard).read() }
      await test.asked(2)
      reading.cancel()
      XCTAssertShut(await reading.value, .notReady, nil, "CANCELLED")
      await test.nothingStands()
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notAnswered, .askOnTap, "NOT_ANSWERED")
      let entries = await test.ledger()
      XCTAssertEqual(Array(entries.suffix(3)), ["asked", "shown", "left_open"])
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
      XCTAssertShut(await reading.value, .notReady, nil, "CANCELLED")
      XCTAssertTrue(test.reads.isEmpty)
      XCTAssertTrue(test.guard.gate(.clipboard).isOpen)
      let entries = await test.ledger()
      XCTAssertTrue(entries.contains("given"))
    }
  }

  func testDrawnAgainInAnotherLanguageIsTheSamePrompt() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let reading = Task { await test.guard.gate(.clipboard).read() }
      await test.asked(2)
      // The prompt as the person's own screen has it: another reader would be another scene.
      guard let prompt = test.questions.last else { return XCTFail("no prompt") }
      let again = await prompt.recordShown(language: "zh-Hans")
      let other = await prompt.recordShown(language: "en")
      XCTAssertTrue(again && other)
      _ = await prompt.answer("refuse")
      XCTAssertShut(await reading.value, .saidNo, nil, "REFUSED")
      let shown = await test.guard.records.entries(from: 0, limit: 500).filter { $0.what == "shown" }
      // The policy, then this prompt once in each language.
      XCTAssertEqual(shown.map(\.detail), ["zh", "zh", "en"])
    }
  }

  func testASceneGoneHandsThePromptToTheNext() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let reading = Task { await test.guard.gate(.clipboard).read() }
      await test.asked(2)
      let before = await test.standing()?.id
      await test.guard.app(inFront: false)
      await test.guard.app(inFront: true)
      let prompt = await test.standing()
      XCTAssertEqual(prompt?.id, before)
      _ = await prompt?.recordShown(language: "zh")
      _ = await prompt?.answer("agree")
      XCTAssertValue(await reading.value)
      let shown = await test.ledger().filter { $0 == "shown" }
      // The policy, the prompt, and the prompt again on the scene that came after.
      XCTAssertEqual(shown.count, 3)
    }
  }

  func testClosingWithoutAnAnswerIsQuietUntilTheQuietPeriodIsOver() async {
    for how in [Prompt.Dismissal.closed, .outsideTap, .back] {
      let test = await accepted()
      test.dismisses(.clipboard, how)
      let gate = test.guard.gate(.clipboard)
      XCTAssertShut(await gate.read(), .notAnswered, .askOnTap, "NOT_ANSWERED")
      XCTAssertShut(await gate.read(), .notAnswered, .askOnTap, "NOT_ANSWERED")
      XCTAssertEqual(test.questions.count, 2)
      XCTAssertShut(await gate.read(ask: .tapped), .notAnswered)
      XCTAssertEqual(test.questions.count, 3)
      test.clock.advance(hours: 49)
      XCTAssertShut(await gate.read(), .notAnswered)
      XCTAssertEqual(test.questions.count, 4)
      let entries = await test.ledger()
      XCTAssertEqual(entries.last, "left_open")
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
      XCTAssertShut(await reborn.guard.gate(.clipboard).read(), .notAnswered, .askOnTap, "NOT_ANSWERED")
      XCTAssertEqual(reborn.questions.count, 2)
      XCTAssertTrue(reborn.reads.isEmpty)
    }
  }

  func testAgreedAndThenRefusedBySystemKeepsTheConsent() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.location)
      test.provider(.preciseLocation)?.system(SystemState(permission: .notAsked), answers: .denied)
      let gate = test.guard.gate(.location)
      XCTAssertShut(await gate.read(), .systemOff, .systemSettings, "OS_DENIED")
      XCTAssertTrue(gate.isOpen)
      XCTAssertEqual(test.provider(.preciseLocation)?.dialogs, 1)
      let entries = await test.ledger()
      XCTAssertEqual(Array(entries.suffix(2)), ["given", "system_refused"])
    }
  }

  func testBackFromTheSystemsSettingsIsDecidedAgain() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.location)
      test.provider(.preciseLocation)?.system(SystemState(permission: .denied))
      let gate = test.guard.gate(.location)
      XCTAssertShut(await gate.read(), .systemOff, .systemSettings)
      await test.guard.app(inFront: false)
      test.provider(.preciseLocation)?.system(SystemState(permission: .granted))
      await test.guard.app(inFront: true)
      XCTAssertValue(await gate.read(ask: .never))
      XCTAssertEqual(test.reads.count, 1)
    }
  }

  func testAPromptThatIsNeverShownEndsInABoundedTime() async {
    await twentyTimes {
      let test = await accepted { $0.shownTimeoutMilliseconds = 50 }
      test.neverSees(.clipboard)
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notAnswered)
      XCTAssertTrue(test.reads.isEmpty)
    }
  }

  func testAPromptUIThatFailsEndsNotAnswered() async {
    await twentyTimes {
      let test = await accepted()
      test.dismisses(.clipboard, .failed)
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notAnswered)
      let entries = await test.ledger()
      XCTAssertTrue(entries.contains("left_open"), "\(entries)")
    }
  }

  func testAValueThatArrivesAfterAWithdrawalIsDropped() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.clipboard)
      let privacy = test.guard
      test.provider(.clipboard)?.holds { _ = await privacy.withdraw(.clipboard) }
      // The recipient has no adapter here, so nobody has confirmed yet that it stopped.
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notNow, nil, "OBLIGATION_PENDING")
      XCTAssertEqual(test.reads, ["clip.content"])
      let entries = await test.ledger()
      XCTAssertTrue(entries.contains("withdrawn"))
    }
  }

  func testAValueThatArrivesAfterAnAccountSwitchIsDropped() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.clipboard)
      let privacy = test.guard
      test.provider(.clipboard)?.holds { await privacy.switch(to: Account("u-1")) }
      let read = await test.guard.gate(.clipboard).read()
      XCTAssertNil(read.value)
      XCTAssertNotNil(read.shut)
    }
  }

  func testAPanicInTheCoreShutsEverything() async {
    await twentyTimes {
      let test = await accepted()
      test.gives(.clipboard)
      XCTAssertValue(await test.guard.gate(.clipboard).read())
      await test.guard.testing.panic()
      await test.settle()
      XCTAssertShut(await test.guard.gate(.clipboard).read(), .notReady, nil, "INTERNAL")
      XCTAssertFalse(test.guard.gate(.clipboard).isOpen)
      guard case .closed(let closure) = test.guard.status else { return XCTFail("\(test.guard.status)") }
      XCTAssertEqual(closure.cause, .fault)
    }
  }

  func testAClosedGuardIsShut() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard)
      let waiting = Task { await test.guard.gate(.clipboard).read() }
      await test.asked(2)
      test.guard.close()
      XCTAssertShut(await waiting.value, .notReady, nil, "CLOSED")
      XCTAssertShut(await test.guard.gate(.clipboard).read(ask: .never), .notReady, nil, "CLOSED")
      XCTAssertFalse(test.guard.gate(.clipboard).isOpen)
      guard case .closed(let closure) = test.guard.status else { return XCTFail("\(test.guard.status)") }
      XCTAssertEqual(closure.cause, .closedByHost)
    }
  }

  func testACallFromInsideAPromptOrAListenerIsQueued() async {
    await twentyTimes {
      let test = await accepted()
      test.leavesOpen(.clipboard).gives(.deviceID)
      let privacy = test.guard
      let inside = Task { () -> Read<DeviceIdentifier>? in
        for await prompt in privacy.prompts {
          guard let prompt, prompt.accesses.first?.rawValue == "jmlink.clipboard" else { continue }
          async let nested = privacy.gate(.deviceID).read()
          _ = await prompt.recordShown(language: "zh")
          _ = await prompt.answer("refuse")
          return await nested
        }
        return nil
      }
      XCTAssertShut(await privacy.gate(.clipboard).read(), .saidNo)
      let nested = await inside.value
      XCTAssertNotNil(nested?.value)
    }
  }
}
