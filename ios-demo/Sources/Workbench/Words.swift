import Foundation

/// The app's own words in one language. What a prompt says comes from the guard.
public struct Words: Sendable {
  /// The languages that the app speaks.
  public static let languages = ["zh", "en"]

  /// The language, `zh` or `en`.
  public let language: String
  private let table: [String: String]

  /// Loads the words of a language; what is not Chinese is English.
  public init(_ language: String) {
    self.language = language.hasPrefix("zh") ? "zh" : "en"
    // Xcode keeps a folder's name as it is; the package manager writes it in small letters.
    let folders = self.language == "zh" ? ["zh-Hans", "zh-hans"] : ["en"]
    let files = folders.lazy.compactMap { folder in
      Bundle.module.url(
        forResource: "Localizable", withExtension: "strings", subdirectory: nil, localization: folder)
    }
    table = files.first.flatMap(Self.read) ?? [:]
  }

  private static func read(_ file: URL) -> [String: String]? {
    guard let data = try? Data(contentsOf: file) else { return nil }
    return try? PropertyListSerialization.propertyList(from: data, format: nil) as? [String: String]
  }

  /// Every key that this language has.
  public var keys: Set<String> { Set(table.keys) }

  /// The words for a key. A missing one shows its key, so that nobody overlooks it.
  public subscript(_ key: Key) -> String { table[key.rawValue] ?? key.rawValue }

  /// The words for a key with something put in at each place in turn.
  public func callAsFunction(_ key: Key, _ parts: String...) -> String {
    var text = self[key]
    for (index, part) in parts.enumerated() {
      let places = ["%\(index + 1)$@", "%@", "%d", "%.1f"]
      guard let place = places.lazy.compactMap({ text.range(of: $0) }).first else { continue }
      text.replaceSubrange(place, with: part)
    }
    return text
  }
}
