import AskFirst
import Foundation

/// One scenario file, as `docs/scenarios.md` describes it.
struct Scenario {
  struct Step {
    let verb: String
    let fields: JSON
    let then: JSON
  }

  let file: URL
  let name: String
  let head: JSON
  let start: Int64
  let steps: [Step]
  /// The full years that the app states for every account whose age is wanted and unknown.
  let age: UInt8?

  init(_ file: URL) throws { try self.init(file, text: Data(contentsOf: file)) }

  init(_ file: URL, text: Data) throws {
    self.file = file
    head = try JSON.read(text)
    name = file.deletingPathExtension().lastPathComponent
    age = try head["age"].map(Scenario.years)
    start = try Scenario.milliseconds(head["start"]?.text)
    steps = try (head["steps"]?.list ?? []).map { step in
      let verbs = step.fields.keys.filter { $0 != "then" && $0 != "note" }
      guard verbs.count == 1, let fields = step[verbs[0]] else { throw BadVerbs(names: verbs) }
      let then = step["then"] ?? .null
      for name in Scenario.counts { _ = then[name]?.fields }
      for name in Scenario.shown { _ = then["prompt"]?[name] }
      return Step(verb: verbs[0], fields: fields, then: then)
    }
    for name in ["about", "covers", "name"] { _ = head[name] }
  }

  /// What only the replayer that judges looks at.
  private static let counts = ["reads", "reads_of", "prompts", "system_dialogs", "starts", "effect_says"]
  private static let shown = ["style", "accesses", "says", "lacks", "controls", "choices", "same"]

  struct BadVerbs: Error { let names: [String] }
  struct UnknownFields: Error { let names: [String] }

  /// Refuses what no verb and no head knows, once everything was played.
  func checkFields() throws {
    let unknown = head.unread
    if !unknown.isEmpty { throw UnknownFields(names: unknown) }
  }

  var language: String { head["language"]?.text ?? "zh" }
  /// Who stands behind the policy's categories of recipients.
  var names: [NamedRecipient] {
    (head["bindings"]?.list ?? []).map {
      NamedRecipient(
        category: $0["category"]?.text ?? "", id: $0["id"]?.text ?? "", name: $0["name"]?.text ?? "",
        isDomestic: $0["region"]?.text == "domestic")
    }
  }
  var draws: Bool { head["draws"]?.bool ?? true }
  var keepsAnchor: Bool { head["anchor"]?.bool ?? true }

  func pack(_ named: String? = nil) throws -> Pack {
    let name = named ?? head["pack"]?.text ?? ""
    let isNumber = name.allSatisfy(\.isNumber)
    let file =
      isNumber
      ? Project.root.appendingPathComponent("core/policies/\(name).json")
      : file.deletingLastPathComponent().appendingPathComponent(name)
    return Pack(name: file.lastPathComponent, json: try String(contentsOf: file, encoding: .utf8))
  }

  struct BadAge: Error {}

  /// A whole number of years; every other form is an error.
  private static func years(_ written: JSON) throws -> UInt8 {
    guard case .number(let number) = written, let years = UInt8(exactly: number) else { throw BadAge() }
    return years
  }

  struct BadTime: Error { let text: String? }

  static func milliseconds(_ text: String?) throws -> Int64 {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'"
    guard let date = text.flatMap(formatter.date(from:)) else { throw BadTime(text: text) }
    return Int64(date.timeIntervalSince1970.rounded()) * 1000
  }
}

/// Where things lie in the project.
enum Project {
  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    // …/bindings/swift/Tests/AskFirstTests/Scenarios/Scenario.swift
    for _ in 0..<6 { folder.deleteLastPathComponent() }
    return folder
  }()

  static var scenarios: [URL] {
    let folder = root.appendingPathComponent("tests/scenarios")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
  }

  private static var target: URL {
    ProcessInfo.processInfo.environment["CARGO_TARGET_DIR"].map { URL(fileURLWithPath: $0) }
      ?? root.appendingPathComponent("target")
  }

  static var logs: URL {
    ProcessInfo.processInfo.environment["ASKFIRST_LOG_DIR"].map { URL(fileURLWithPath: $0) }
      ?? target.appendingPathComponent("scenario-logs/swift")
  }

  static var rustLogs: URL { logs.deletingLastPathComponent().appendingPathComponent("rust") }
}
