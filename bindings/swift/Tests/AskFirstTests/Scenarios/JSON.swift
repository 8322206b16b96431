import AskFirst
import Foundation

/// The fields of an object. They remember at which of them anybody looked: what nobody looks at
/// is misspelt.
final class Fields: Sendable {
  private let all: [String: JSON]
  private let looked = Locked<Set<String>>([])

  init(_ all: [String: JSON]) { self.all = all }

  subscript(_ name: String) -> JSON? {
    looked.with { _ = $0.insert(name) }
    return all[name]
  }

  var every: [String: JSON] {
    looked.with { $0.formUnion(all.keys) }
    return all
  }

  /// The fields that nobody looked at, here and further in.
  var unread: [String] {
    let looked = looked.with { $0 }
    return all.sorted { $0.key < $1.key }.flatMap { looked.contains($0) ? $1.unread : [$0] }
  }
}

/// JSON as it stands in a file.
enum JSON: Decodable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSON])
  case object(Fields)

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSON].self) {
      self = .list(list)
    } else {
      self = .object(Fields(try value.decode([String: JSON].self)))
    }
  }

  static func read(_ text: Data) throws -> JSON { try JSONDecoder().decode(JSON.self, from: text) }

  subscript(_ key: String) -> JSON? {
    if case .object(let fields) = self { fields[key] } else { nil }
  }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  var int: Int? { if case .number(let number) = self { Int(number) } else { nil } }
  var list: [JSON] { if case .list(let list) = self { list } else { [] } }
  var fields: [String: JSON] { if case .object(let fields) = self { fields.every } else { [:] } }
  var texts: [String] { list.compactMap(\.text) }

  /// The fields that nobody looked at, here and further in.
  var unread: [String] {
    switch self {
    case .object(let fields): fields.unread
    case .list(let items): items.flatMap(\.unread)
    case .null, .bool, .number, .text: []
    }
  }
}
