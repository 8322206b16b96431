import AskFirst
import AskFirstTesting
import Foundation
import XCTest

/// Replays every scenario through the public API and compares the log with Rust's, byte for byte.
final class ScenarioTests: XCTestCase {
  private func play(_ file: URL) async throws -> String {
    try await Player(Scenario(file)).play()
  }

  private func rust(_ file: URL) throws -> String {
    let log = Project.rustLogs.appendingPathComponent(
      file.deletingPathExtension().lastPathComponent + ".log")
    return try String(contentsOf: log, encoding: .utf8)
  }

  func testEveryScenarioGivesTheSameLogAsRust() async throws {
    let only = ProcessInfo.processInfo.environment["ASKFIRST_SCENARIO"]
    let files = Project.scenarios.filter { only.map($0.path.contains) ?? true }
    XCTAssertFalse(files.isEmpty, "there are no scenarios")
    try FileManager.default.createDirectory(at: Project.logs, withIntermediateDirectories: true)
    for file in files { try await compare(file) }
  }

  /// One that cannot be played at all is a failure like any other; the rest is played all the same.
  private func compare(_ file: URL) async throws {
    let name = file.deletingPathExtension().lastPathComponent
    do {
      let log = try await play(file)
      // Not atomically: that goes by a folder beside all other processes' temporary ones.
      try log.write(
        to: Project.logs.appendingPathComponent(name + ".log"), atomically: false, encoding: .utf8)
      if let difference = firstDifference(log, try rust(file)) { XCTFail("\(name): \(difference)") }
    } catch {
      XCTFail("\(name): \(error)")
    }
  }

  /// A comparison that cannot fail proves nothing: a mistake planted in the
  /// mapping of this language must change a log of this language.
  func testAFaultInTheSwiftMappingIsNoticed() async throws {
    let file = try XCTUnwrap(
      Project.scenarios.first { $0.lastPathComponent == "r026-a-refusal-is-remembered.json" })
    PlantedFault.active = .remedy
    defer { PlantedFault.active = nil }
    let log = try await play(file)
    let difference = try XCTUnwrap(firstDifference(log, try rust(file)))
    XCTAssertTrue(difference.contains("REFUSED"), difference)
  }

  func testAMisspeltFieldIsAnError() async throws {
    let file = try XCTUnwrap(
      Project.scenarios.first { $0.lastPathComponent == "r026-a-refusal-is-remembered.json" })
    var text = try String(contentsOf: file, encoding: .utf8)
    let changes = [
      ("\"about\":", "\"abuot\":"), ("\"times\": 100", "\"times\": 100, \"tmies\": 100"),
      ("\"prompts\":", "\"promts\":"), ("\"says\":", "\"say\":"),
    ]
    for (right, wrong) in changes { text = text.replacingOccurrences(of: right, with: wrong) }
    do {
      _ = try await Player(Scenario(file, text: Data(text.utf8))).play()
      XCTFail("misspelt fields were taken")
    } catch let refused as Scenario.UnknownFields {
      XCTAssertEqual(Set(refused.names), ["abuot", "tmies", "promts", "say"])
    }
  }

  func testAnAgeThatIsNoNumberOfYearsIsAnError() throws {
    let file = try XCTUnwrap(
      Project.scenarios.first { $0.lastPathComponent == "r026-a-refusal-is-remembered.json" })
    let written = try String(contentsOf: file, encoding: .utf8)
    let right = written.replacingOccurrences(of: "\"age\": 30,", with: "")
    for bad in ["null", "\"30\"", "-1", "256", "30.5"] {
      let text = right.replacingOccurrences(of: "\"steps\":", with: "\"age\": \(bad), \"steps\":")
      XCTAssertThrowsError(try Scenario(file, text: Data(text.utf8)), bad)
    }
  }

  private func firstDifference(_ one: String, _ other: String) -> String? {
    if Array(one.utf8) == Array(other.utf8) { return nil }
    let left = one.split(separator: "\n", omittingEmptySubsequences: false)
    let right = other.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(left.count, right.count) {
      let (here, there) = (
        left.indices.contains(index) ? left[index] : "", right.indices.contains(index) ? right[index] : ""
      )
      if here != there { return "line \(index + 1)\n  swift: \(here)\n  rust:  \(there)" }
    }
    return "they differ in their ends"
  }
}
