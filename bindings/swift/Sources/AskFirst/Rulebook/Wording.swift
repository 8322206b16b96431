internal import AskFirstBridge

/// A text that a person reads, in both languages of the library.
public struct Wording: Hashable, Sendable {
  private let zh: String
  private let en: String

  init(_ text: AskFirstBridge.Text) {
    zh = text.zh
    en = text.en
  }

  /// The text in Chinese, or in English for every other language.
  public func text(in language: String) -> String { language.hasPrefix("zh") ? zh : en }
}

extension Guard {
  /// Editions of the policy: which there were, what changed, what was agreed to when (R-081 … R-088).
  public var editions: Editions { Editions(hub: hub) }

  /// Acting without consent where the policy's own lists name the case (R-078 … R-080). Off by default.
  public var exemptions: Exemptions { Exemptions(hub: hub) }

  /// Joining data with other data. The library answers and records; it cannot see the joining.
  public var joins: Joins { Joins(hub: hub) }

  /// Keeping, passing on and releasing what was read. The library
  /// answers; it never sees data.
  public var handling: Handling { Handling(hub: hub) }
}

extension Hub {
  /// The core's number for the gate of an access.
  func index(_ id: AccessID) -> UInt32 { slot(id, kind: nil).index }

  /// Does something that has to be on disk, and keeps the anchor up with it.
  func act<Answer: Sendable>(
    _ closed: Answer, _ body: @escaping @Sendable (Bridge) async throws -> Answer
  ) async -> Answer {
    let answer = await link.act(closed, body)
    await keeper.keep(link.anchor())
    return answer
  }
}
