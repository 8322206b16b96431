import AskFirst
import AskFirstTesting
import XCTest

@testable import Workbench

/// The demo's model over the real guard, a scripted person and counting providers.
@MainActor struct Stage {
  let test: TestGuard
  let model: WorkbenchModel
  let adapter: LinkAdapter

  init(language: String = "zh") {
    let adapter = LinkAdapter()
    self.adapter = adapter
    test = TestGuard(.policy003, adapters: [adapter], failing: { XCTFail($0) }) {
      $0.language = language
      $0.log = Silent()
    }
    model = WorkbenchModel(privacy: test.guard, adapter: adapter, language: language)
  }

  /// A stage after a first run in which the policy was accepted.
  static func accepted(language: String = "zh") async -> Stage {
    let stage = Stage(language: language)
    stage.test.acceptsPolicy()
    await stage.start()
    XCTAssertEqual(stage.model.mode, .full)
    return stage
  }

  /// Opens the app, and answers its question for the age.
  func start(years: UInt8 = 18) async {
    await model.start()
    XCTAssertEqual(model.mode, .asksAge)
    await model.stateAge(years)
  }

  /// Returns once the guard has come to rest and every adapter was told.
  func settle() async {
    await test.settle()
    await model.refresh()
  }
}

struct Silent: LogSink {
  func log(_ record: LogRecord) {}
}
