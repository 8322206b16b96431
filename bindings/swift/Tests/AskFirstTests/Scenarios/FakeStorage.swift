import AskFirst
import AskFirstTesting
import Foundation

/// The directory of one replay, the key store and the anchor beside it, and what may befall them.
final class FakeStorage: KeySource {
  private struct State {
    var key = "usual"
    var arrived = false
    var anchor: Data?
    var copies: [String: Data?] = [:]
  }

  let root: URL
  var ledger: URL { root.appendingPathComponent("ledger", isDirectory: true) }
  private let state = Locked(State())
  private let keepsAnchor: Bool
  private var files: FileManager { .default }

  init(keepsAnchor: Bool) throws {
    self.keepsAnchor = keepsAnchor
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("askfirst-swift-\(UUID().uuidString)", isDirectory: true)
    try files.createDirectory(at: ledger, withIntermediateDirectories: true)
  }

  func clean() { try? files.removeItem(at: root) }

  // MARK: key store

  func key(is word: String) {
    state.with { state in
      state.key = word
      state.arrived = false
    }
  }

  func keyArrives() { state.with { $0.arrived = true } }

  func key() -> KeyAnswer {
    switch state.with({ $0.key }) {
    case "wrong": return .key(Data(repeating: 0xa5, count: 32))
    case "lost": return .lost
    case "locked" where !state.with({ $0.arrived }): return .locked
    case "late":
      while state.with({ $0.key == "late" && !$0.arrived }) { Thread.sleep(forTimeInterval: 0.001) }
      return .key(Data(repeating: 0x5a, count: 32))
    default: return .key(Data(repeating: 0x5a, count: 32))
    }
  }

  func renew() -> Data? {
    key(is: "usual")
    return Data(repeating: 0x5a, count: 32)
  }

  func anchor() -> AnchorAnswer {
    guard keepsAnchor, let kept = state.with({ $0.anchor }) else { return .none }
    return .kept(kept)
  }

  func keep(anchor: Data) -> Bool {
    if keepsAnchor { state.with { $0.anchor = anchor } }
    return true
  }

  // MARK: what may befall the directory

  func copy(_ name: String) throws {
    let copy = root.appendingPathComponent("copy-\(name)")
    try? files.removeItem(at: copy)
    try files.copyItem(at: ledger, to: copy)
    state.with { $0.copies[name] = .some($0.anchor) }
  }

  func putBack(_ name: String, anchorToo: Bool) throws {
    try files.removeItem(at: ledger)
    try files.copyItem(at: root.appendingPathComponent("copy-\(name)"), to: ledger)
    if anchorToo { state.with { $0.anchor = $0.copies[name] ?? nil } }
  }

  func remove(_ file: String?) throws {
    if let file { return try files.removeItem(at: ledger.appendingPathComponent(file)) }
    try files.removeItem(at: ledger)
    try files.createDirectory(at: ledger, withIntermediateDirectories: true)
  }

  func flip(_ file: String, at place: Int) throws {
    let path = ledger.appendingPathComponent(file)
    var bytes = try Data(contentsOf: path)
    let index = place < 0 ? bytes.count + place : place
    bytes[index] = ~bytes[index]
    try bytes.write(to: path)
  }
}
