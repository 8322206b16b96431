import AskFirst
import AskFirstTesting
import XCTest

@testable import Workbench

/// The demo's flows, on the models that its views draw.
@MainActor final class WorkbenchTests: XCTestCase {
  func testReadingTooEarlyIsRefusedAndReadsNothing() async {
    let stage = Stage()
    stage.test.declinesPolicy()
    await stage.start()
    XCTAssertEqual(stage.model.attempts.count, 5)
    for attempt in stage.model.attempts {
      XCTAssertNotNil(attempt.reason, attempt.what)
    }
    XCTAssertEqual(stage.model.attempts.first?.reason?.code, "NO_POLICY_ACCEPTANCE")
    XCTAssertTrue(stage.test.reads.isEmpty)
    XCTAssertEqual(stage.test.questions.map(\.style), [.policy])
  }

  func testTheFirstRunShowsThePolicyWithTwoEqualControlsAndItsFullText() async throws {
    let stage = await Stage.accepted()
    let prompt = try XCTUnwrap(stage.test.questions.first)
    XCTAssertEqual(prompt.style, .policy)
    XCTAssertEqual(prompt.controls.map(\.id), ["refuse", "agree"])
    XCTAssertFalse(try XCTUnwrap(prompt.text).policyLabel.isEmpty)
    XCTAssertGreaterThan(stage.model.privacy.policy.document().sections.count, 10)
    XCTAssertNil(stage.model.notice)
    XCTAssertTrue(stage.test.reads.isEmpty)
  }

  func testARefusalLeavesTheAppInLimitedModeAndTheWayBackOpen() async {
    let stage = Stage()
    stage.test.declinesPolicy()
    await stage.start()
    XCTAssertEqual(stage.model.mode, .limited)
    XCTAssertEqual(stage.model.notice?.offersPolicy, true)
    await stage.model.nearby.sort()
    XCTAssertEqual(stage.model.nearby.projects.count, 4)
    XCTAssertTrue(stage.test.reads.isEmpty)
    stage.test.acceptsPolicy()
    await stage.model.present()
    XCTAssertEqual(stage.model.mode, .full)
  }

  func testAMinorMeetsNoPolicyAndNoQuestionWithoutAGuardian() async {
    for years in WorkbenchModel.bands.map(\.years) where years < 18 {
      let stage = Stage()
      await stage.start(years: years)
      XCTAssertEqual(stage.model.mode, .limitedGuardian)
      XCTAssertEqual(stage.model.notice?.offersPolicy, false)
      await stage.model.nearby.sort()
      XCTAssertTrue(stage.test.questions.isEmpty)
      XCTAssertTrue(stage.test.reads.isEmpty)
    }
  }

  func testThePositionIsAskedForAtTheMomentOfUseByAPrimerAndThenTheSystem() async throws {
    let stage = await Stage.accepted()
    let location = try XCTUnwrap(stage.test.provider(.preciseLocation))
    location.system(SystemState(permission: .notAsked), answers: .granted)
    location.gives(
      .value(Fix(latitude: 22.51, longitude: 113.92, accuracy: 10, isApproximate: false, atMilliseconds: 0)))
    stage.test.gives(.nearbyLocation)
    await stage.model.nearby.sort()
    let prompt = try XCTUnwrap(stage.test.questions.last)
    XCTAssertEqual(prompt.style, .primer)
    XCTAssertEqual(prompt.controls.map(\.id), ["continue"])
    XCTAssertEqual(location.dialogs, 1)
    XCTAssertEqual(stage.model.nearby.order, .distance)
    XCTAssertEqual(stage.model.nearby.projects.first?.id, "qiaotou")
    XCTAssertEqual(stage.test.reads, ["loc.precise"])
  }

  func testARefusalInTheSystemsDialogIsTheAnswerAndOffersTheSettings() async throws {
    let stage = await Stage.accepted()
    let location = try XCTUnwrap(stage.test.provider(.preciseLocation))
    location.system(SystemState(permission: .notAsked), answers: .denied)
    stage.test.gives(.nearbyLocation)
    await stage.model.nearby.sort()
    guard case .nameBecause(let shut) = stage.model.nearby.order else { return XCTFail("allowed") }
    XCTAssertTrue([.systemOff, .saidNo].contains(shut.reason.group), "\(shut.reason)")
    XCTAssertEqual(stage.model.nearby.projects.count, 4)
    XCTAssertTrue(stage.test.reads.isEmpty)
  }

  func testTheDeepLinkScreenHasFourSwitchesAndNoneIsSet() async throws {
    let stage = await Stage.accepted()
    stage.test.chooses(["jmlink.clipboard"])
    await stage.model.links.choose()
    let prompt = try XCTUnwrap(stage.test.questions.last)
    XCTAssertEqual(prompt.style, .choices)
    XCTAssertEqual(
      prompt.choices.map(\.id),
      ["jmlink.identify", "jmlink.network_region", "jmlink.app_list", "jmlink.clipboard"])
    XCTAssertEqual(stage.model.links.rows.map(\.isOn), [false, false, false, true])
    let isRunning = await stage.adapter.sdk.isRunning
    XCTAssertTrue(isRunning)
  }

  func testTheSDKGetsOnlyWhatWasTurnedOn() async throws {
    let stage = await Stage.accepted()
    stage.test.provider(.clipboard)?.gives(.value(Clip(text: "https://invite.example/p/luyin")))
    stage.test.chooses(["jmlink.clipboard"])
    await stage.model.links.choose()
    await stage.model.links.openInvitation()
    XCTAssertEqual(stage.model.links.invitation, "已从剪切板识别邀请，直达「绿荫里」。")
    XCTAssertEqual(stage.test.reads, ["clip.content"])
  }

  func testTheSDKIsNotStartedWhenNothingWasTurnedOn() async {
    let stage = await Stage.accepted()
    stage.test.chooses([])
    await stage.model.links.choose()
    await stage.model.links.openInvitation()
    let starts = await stage.adapter.sdk.starts
    XCTAssertEqual(starts, 0)
    XCTAssertTrue(stage.test.reads.isEmpty)
  }

  func testWithdrawingOneConsentStopsWhatHangsOnItAndNothingElse() async throws {
    let stage = await Stage.accepted()
    stage.test.chooses(["jmlink.clipboard", "jmlink.app_list"])
    await stage.model.links.choose()
    stage.model.consents.refresh()
    let row = try XCTUnwrap(stage.model.consents.rows.first { $0.id == "jmlink.clipboard" })
    XCTAssertTrue(row.isOn)
    await stage.model.consents.withdraw(row)
    await stage.settle()
    XCTAssertTrue(try XCTUnwrap(stage.model.consents.result).contains(row.title))
    let after = stage.model.consents.rows
    XCTAssertEqual(after.first { $0.id == "jmlink.clipboard" }?.isOn, false)
    XCTAssertEqual(after.first { $0.id == "jmlink.app_list" }?.isOn, true)
    await stage.model.links.openInvitation()
    XCTAssertFalse(stage.test.reads.contains("clip.content"))
  }

  func testTheRecordShowsRefusedRequestsAndASoundLedger() async {
    let stage = await Stage.accepted()
    stage.test.refuses(.securityDeviceID)
    _ = await stage.model.privacy.gate(.securityDeviceID).read()
    await stage.settle()
    XCTAssertTrue(stage.model.record.rows.contains { $0.access == "security.device_id" && !$0.isAllowed })
    XCTAssertTrue(stage.model.record.verdict.hasPrefix("记录完整"), stage.model.record.verdict)
  }

  func testTheAppSpeaksEnglishToo() async throws {
    let stage = await Stage.accepted(language: "en")
    XCTAssertEqual(stage.test.questions.first?.text?.language, "en")
    XCTAssertEqual(stage.model.words[.appName], "Cloud Workbench")
    await stage.model.refresh()
    XCTAssertTrue(stage.model.record.verdict.hasPrefix("Record complete"))
  }

  func testAllWordsAreThereInBothLanguages() async {
    let keys = Set(Words.Key.allCases.map(\.rawValue))
    for language in Words.languages { XCTAssertEqual(Words(language).keys, keys, language) }
  }

  func testTheShippedPackIsTheRepositorysPack() async throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let pack = try String(contentsOf: root.appendingPathComponent("core/policies/003.json"), encoding: .utf8)
    XCTAssertEqual(Pack.policy003.json, pack, "copy core/policies/003.json into the demo's resources")
  }

  func testEveryAccessOfTheDemoIsDeclaredByThePack() async {
    let stage = await Stage.accepted()
    let declared = Dictionary(stage.test.guard.consents.map { ($0.id, $0.kind) }) { first, _ in first }
    let used: [(AccessID, String)] = [
      (Access<Fix>.nearbyLocation.id, Access<Fix>.nearbyLocation.kind.id),
      (Access<Fix>.jmlinkLocation.id, Access<Fix>.jmlinkLocation.kind.id),
      (Access<DeviceIdentifier>.securityDeviceID.id, Access<DeviceIdentifier>.securityDeviceID.kind.id),
      (Access<DeviceIdentifier>.jmlinkDeviceID.id, Access<DeviceIdentifier>.jmlinkDeviceID.kind.id),
      (Access<InstalledApps>.securityAppList.id, Access<InstalledApps>.securityAppList.kind.id),
      (Access<InstalledApps>.jmlinkAppList.id, Access<InstalledApps>.jmlinkAppList.kind.id),
      (Access<Clip>.jmlinkClipboard.id, Access<Clip>.jmlinkClipboard.kind.id),
      (Access<Never>.jmlinkDeviceInfo.id, Access<Never>.jmlinkDeviceInfo.kind.id),
      (Access<Never>.jmlinkNetwork.id, Access<Never>.jmlinkNetwork.kind.id),
    ]
    for (id, kind) in used { XCTAssertEqual(declared[id], kind, id.rawValue) }
    for id in Recipient.jmlink.all { XCTAssertNotNil(declared[id]) }
  }
}
