import AskFirst
import AskFirstTesting
import Foundation
import XCTest

/// Every reason of the core is met through this API: by a scenario, whose log is the same here
/// as in Rust, or below. The page of reasons is the list; `cargo xtask tidy` holds it equal with
/// the core's table.
final class ReasonsTests: XCTestCase {
  func testEveryReasonIsMet() async throws {
    let codes = try onThePage()
    let met = try inScenarios(codes).union([await cancelled(), await unsettled(), await fault()])
    XCTAssertTrue(met.isSuperset(of: ["REFUSED", "INTERNAL"]))
    XCTAssertEqual(met.subtracting(codes), [], "met, and on no page")
    XCTAssertEqual(codes.subtracting(met), [], "on the page, and never met")
  }

  private func onThePage() throws -> Set<String> {
    let page = Project.root.appendingPathComponent("docs/reasons.md")
    let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    return Set(
      rows.compactMap { row in
        let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count > 2, cells[0].hasPrefix("`"), cells[1].hasPrefix("`") else { return nil }
        return cells[0].trimmingCharacters(in: CharacterSet(charactersIn: "`"))
      })
  }

  /// The reasons that answers of scenarios state: after a word of refusal, or behind an access.
  private func inScenarios(_ codes: Set<String>) throws -> Set<String> {
    let answers = try Project.scenarios.flatMap { file in
      try (JSON.read(Data(contentsOf: file))["steps"]?.list ?? [])
        .flatMap { $0["then"]?["answers"]?.texts ?? [] }
    }
    return Set(
      answers.flatMap { answer in
        var words = answer.split(separator: " ").map(String.init)
        if words.count > 2, words[1] == "x" { words.removeFirst(2) }
        let refusals = ["shut", "held", "nonconforming", "not_recorded"]
        let own = words.count > 1 && refusals.contains(words[0]) ? [words[1]] : []
        let ends = words.filter { $0.contains("=") }.compactMap { $0.split(separator: "=").last }
        return own + ends.map(String.init).filter(codes.contains)
      })
  }

  private func cancelled() async -> String {
    let test = await accepted()
    let gate = test.guard.gate(.clipboard)
    let reading = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await gate.read()
    }
    return await reading.value.shut?.reason.code ?? ""
  }

  /// What was withdrawn before an SDK's turn came.
  private func unsettled() async -> String {
    let test = await accepted(adapters: [Idle()])
    let claims = Started.running(allowed: [AccessID("jmlink.clipboard")])
    let started = await test.guard.testing.start("jmlink") { claims }
    guard case .held(let shut) = started else { return "" }
    return shut.reason.code
  }

  private func fault() async -> String {
    let test = await accepted()
    await test.guard.testing.panic()
    return await test.guard.gate(.clipboard).read(ask: .never).shut?.reason.code ?? ""
  }

  private struct Idle: SDKAdapter {
    let recipient = Recipient("jmlink")

    func start(allowed: Set<AccessID>) async {}
    func changed(allowed: Set<AccessID>) async {}
    func stop() async -> Stopped { .now }
  }
}
