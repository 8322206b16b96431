import AskFirst
import Foundation
import Observation

/// Every request to read, the refused ones too, and whether the ledger is sound.
@MainActor @Observable public final class RecordModel {
  /// One line of the page.
  public struct Row: Sendable, Equatable, Identifiable {
    /// The decision's number.
    public let id: UInt64
    /// The access.
    public let access: String
    /// What came of it.
    public let outcome: String
    /// Whether it was allowed.
    public let isAllowed: Bool
  }

  /// The lines, the newest first.
  public private(set) var rows: [Row] = []
  /// What checking the ledger found.
  public private(set) var verdict = ""

  private let privacy: Guard
  private let words: Words

  init(privacy: Guard, words: Words) {
    self.privacy = privacy
    self.words = words
  }

  public func refresh() async {
    rows = await privacy.records.decisions().reversed().map(row)
    guard let report = await privacy.records.verify() else { return verdict = "" }
    verdict =
      report.isSound
      ? words(.recordOk, String(report.entries)) : words(.recordBad, String(report.firstBad ?? 0))
  }

  private func row(_ decision: Decision) -> Row {
    let why = decision.reason.map { " · \($0.message(in: words.language))" } ?? ""
    return Row(
      id: decision.id, access: decision.access.rawValue,
      outcome: words[decision.isAllowed ? .recordAllowed : .recordRefused] + why,
      isAllowed: decision.isAllowed)
  }
}
