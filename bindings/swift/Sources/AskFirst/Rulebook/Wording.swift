internal import AskFirstBridge

/// A text that a person reads, in both languages of the library.
public struct Wording: Hashable, Sendable {
  private let zh: String
  private let en: String

  /// Words a text in Chinese and in English.
  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  init(_ text: AskFirstBridge.Text) {
    zh = text.zh
    en = text.en
  }

  var bridged: AskFirstBridge.Text { AskFirstBridge.Text(zh: zh, en: en) }

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

  /// Closing the account in use, and data under legal hold (R-060 … ).
  public var account: AccountLife { AccountLife(hub: hub) }

  /// The person's age, as far as it matters, and a guardian's consent (R-089 … R-091).
  public var person: Person { Person(hub: hub) }

  /// Requests of the person about their rights, and their clocks (R-093 … R-097).
  public var requests: Requests { Requests(hub: hub) }

  /// Notices that wait until the person was shown them.
  public var notices: Notices { Notices(hub: hub) }

  /// Whether a message may go out. The library answers; that the app asks, it cannot enforce.
  public var messages: Messages { Messages(hub: hub) }

  /// What was seen to be collected beside the guard. The library judges what it is told.
  public var conformity: Conduct { Conduct(hub: hub) }

  /// The end of the service.
  public var service: Service { Service(hub: hub) }

  /// Ways to withdraw, and what withdrawing leaves as it was.
  public var withdrawals: Withdrawals { Withdrawals(hub: hub) }

  /// A copy of everything on record, for the person to keep.
  public var export: Copies { Copies(hub: hub) }
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
