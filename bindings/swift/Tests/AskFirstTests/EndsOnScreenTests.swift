import AskFirstTesting
import XCTest

@testable import AskFirst

/// How a call ends when its screen draws again, goes, fails or comes back; the table
/// is at `EndsTests`.
final class EndsOnScreenTests: XCTestCase {
  private struct Broken: Error {}

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
      let end = said(await reading.value)
      XCTAssertEqual(end, "shut REFUSED saidNo anotherWay")
      let entries = await test.ledger()
      XCTAssertEqual(
        entries, ["asked jmlink.clipboard", "shown zh", "shown en", "refused CONSENT pressed"])
    }
  }

  func testBackInFrontThePromptStillStandsAndIsShownAgain() async {
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
      let end = said(await reading.value)
      XCTAssertEqual(end, "value")
      let entries = await test.ledger()
      XCTAssertEqual(
        entries, ["asked jmlink.clipboard", "shown zh", "shown zh", "given CONSENT pressed"])
    }
  }

  func testClosingWithoutAnAnswerIsQuietUntilTheQuietPeriodIsOver() async {
    for (how, word) in [(Prompt.Dismissal.closed, "closed"), (.outsideTap, "outside_tap"), (.back, "back")] {
      await twentyTimes {
        let test = await accepted()
        test.dismisses(.clipboard, how)
        let gate = test.guard.gate(.clipboard)
        let first = await gate.endings(.ifNew)
        XCTAssertEqual(first, ["shut NOT_ANSWERED notAnswered askOnTap"])
        XCTAssertEqual(test.questions.count, 2)
        let tapped = said(await gate.read(ask: .tapped))
        XCTAssertEqual(tapped, "shut NOT_ANSWERED notAnswered askOnTap")
        XCTAssertEqual(test.questions.count, 3)
        test.clock.advance(hours: 49)
        let later = said(await gate.read())
        XCTAssertEqual(later, "shut NOT_ANSWERED notAnswered askOnTap")
        XCTAssertEqual(test.questions.count, 4)
        let last = await test.ledger().last
        XCTAssertEqual(last, "left_open \(word)")
      }
    }
  }

  func testAPromptThatIsNeverShownEndsInABoundedTime() async {
    await twentyTimes {
      let test = await accepted().kill { $0.shownTimeoutMilliseconds = 50 }
      test.neverSees(.clipboard)
      let end = said(await test.guard.gate(.clipboard).read())
      XCTAssertEqual(end, "shut NOT_ANSWERED notAnswered askOnTap")
      XCTAssertTrue(test.reads.isEmpty)
      let entries = await test.ledger()
      XCTAssertEqual(entries, ["asked jmlink.clipboard", "left_open ui_failed"])
    }
  }

  func testAPromptUIThatFailsEndsNotAnswered() async {
    await twentyTimes {
      let test = await accepted()
      test.dismisses(.clipboard, .failed)
      let end = said(await test.guard.gate(.clipboard).read())
      XCTAssertEqual(end, "shut NOT_ANSWERED notAnswered askOnTap")
      let entries = await test.ledger()
      XCTAssertEqual(entries, ["asked jmlink.clipboard", "shown zh", "left_open ui_failed"])
    }
  }

  /// An app's own screen that ends with an error at its first prompt, drawn or not.
  private func ownScreenThrows(afterDrawing: Bool) async {
    let test = await accepted().kill {
      if afterDrawing { $0.desertedMilliseconds = 50 } else { $0.shownTimeoutMilliseconds = 150 }
    }
    await test.removesScreen()
    let privacy = test.guard
    let screen = Task {
      for await case let prompt? in privacy.prompts {
        if afterDrawing { _ = await prompt.recordShown(language: "zh") }
        throw Broken()
      }
    }
    await eventually("there is a screen") { privacy.hub.screens.hasScreen }
    let end = said(await privacy.gate(.clipboard).read())
    XCTAssertEqual(end, "shut NOT_ANSWERED notAnswered askOnTap")
    do {
      try await screen.value
      XCTFail("the screen did not throw")
    } catch {
      XCTAssertTrue(error is Broken)
    }
    let entries = await test.ledger()
    let shown = afterDrawing ? ["shown zh"] : []
    XCTAssertEqual(entries, ["asked jmlink.clipboard"] + shown + ["left_open ui_failed"])
    XCTAssertTrue(test.reads.isEmpty)
    guard case .ready = test.guard.status else { return XCTFail("\(test.guard.status)") }
    await anotherScreenGetsTheAnswer(test)
  }

  /// The failure of a screen is not held against the person: the next call asks again.
  private func anotherScreenGetsTheAnswer(_ test: TestGuard) async {
    let prompts = test.guard.prompts
    let screen = Task {
      for await case let prompt? in prompts {
        _ = await prompt.recordShown(language: "zh")
        _ = await prompt.answer("agree")
      }
    }
    // Again and again, because the short limit of this test may be too short for the other screen too.
    await eventually("the other screen's answer") {
      said(await test.guard.gate(.clipboard).read()) == "value"
    }
    screen.cancel()
  }

  func testAnOwnScreenThatThrowsEndsItsQuestionAndNotTheGuard() async {
    await twentyTimes { await ownScreenThrows(afterDrawing: false) }
  }

  func testAnOwnScreenThatThrowsAfterDrawingEndsItsQuestionAndNotTheGuard() async {
    await twentyTimes { await ownScreenThrows(afterDrawing: true) }
  }

  // MARK: the model of the default screen

  @MainActor private func drawn(_ model: PromptModel) async -> PromptScreen? {
    await inTime("the model draws") { @MainActor in
      for await case let screen? in model.screens where screen.prompt.style != .policy { return screen }
      return nil
    }
  }

  /// A first scene has drawn the prompt and is gone; the other one answers it.
  @MainActor private func otherSceneAnswers(
    _ test: TestGuard, _ first: PromptScreen, _ reading: Task<Read<Clip>, Never>
  ) async throws {
    let other = PromptModel(for: test.guard, language: "en")
    other.appear()
    let second = await drawn(other)
    XCTAssertEqual(second?.id, first.id)
    XCTAssertEqual(second?.text.language, "en")
    other.shown()
    other.press(try XCTUnwrap(second?.text.controls.first { $0.id == "agree" }))
    let end = said(await reading.value)
    XCTAssertEqual(end, "value")
    let entries = await test.ledger()
    XCTAssertEqual(
      entries, ["asked jmlink.clipboard", "shown zh", "shown en", "given CONSENT pressed"])
  }

  /// A guard whose only screen is the model, which has drawn the prompt of a read.
  @MainActor private func drawnByModel(
    deserted: UInt64? = nil
  ) async throws -> (TestGuard, PromptModel, PromptScreen, Task<Read<Clip>, Never>) {
    let test = await accepted { $0.desertedMilliseconds = deserted }
    await test.removesScreen()
    let model = PromptModel(for: test.guard)
    model.appear()
    let reading = Task.detached { await test.guard.gate(.clipboard).read() }
    let drawn = await drawn(model)
    let screen = try XCTUnwrap(drawn)
    model.shown()
    await test.isShown()
    return (test, model, screen, reading)
  }

  @MainActor func testAPromptMovesToTheSceneThatComesAfter() async throws {
    try await twentyTimes {
      let (test, model, screen, reading) = try await drawnByModel()
      model.disappear()
      XCTAssertNil(model.screen)
      try await otherSceneAnswers(test, screen, reading)
    }
  }

  @MainActor func testAModelThatIsReleasedLeavesThePromptToTheNext() async throws {
    try await twentyTimes {
      var (test, model, screen, reading): (TestGuard, PromptModel?, PromptScreen, Task<Read<Clip>, Never>)
      (test, model, screen, reading) = try await drawnByModel()
      let released = Released(model)
      model = nil
      XCTAssertTrue(released.isGone)
      try await otherSceneAnswers(test, screen, reading)
    }
  }

  @MainActor func testAModelThatIsReleasedAndHasNoSuccessorEndsTheQuestion() async throws {
    try await twentyTimes {
      var (test, model, _, reading): (TestGuard, PromptModel?, PromptScreen, Task<Read<Clip>, Never>)
      (test, model, _, reading) = try await drawnByModel(deserted: 50)
      let released = Released(model)
      model = nil
      XCTAssertTrue(released.isGone)
      let end = said(await reading.value)
      XCTAssertEqual(end, "shut NOT_ANSWERED notAnswered askOnTap")
      let entries = await test.ledger()
      XCTAssertEqual(entries, ["asked jmlink.clipboard", "shown zh", "left_open ui_failed"])
    }
  }

  /// Sees whether a model is gone for good.
  @MainActor private final class Released {
    private weak var model: PromptModel?
    var isGone: Bool { model == nil }
    init(_ model: PromptModel?) { self.model = model }
  }
}
