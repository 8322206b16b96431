import AskFirst
import Foundation
import Observation

/// Every consent that the app may use, each with a switch, and what withdrawing one leaves to do.
@MainActor @Observable public final class ConsentsModel {
  /// One line of the page: what one switch of the prompt was about.
  public struct Row: Sendable, Equatable, Identifiable {
    /// The switch it is answered with.
    public let id: String
    /// What the policy calls the data.
    public let title: String
    /// What they are needed for, and where it stands.
    public let note: String
    /// The third party, or nil for the app itself.
    public let recipient: String?
    /// The section of the policy.
    public let clause: String
    /// Whether consent stands.
    public let isOn: Bool
    let accesses: [AccessID]
  }

  /// The lines, the app's own first.
  public private(set) var rows: [Row] = []
  /// What the last act came to, for the page to say.
  public private(set) var result: String?

  private let privacy: Guard
  private let words: Words
  private static let used: Set<String> = [
    "nearby.location", "security.device_id", "security.app_list", "jmlink.identify",
    "jmlink.network_region", "jmlink.app_list", "jmlink.clipboard",
  ]

  init(privacy: Guard, words: Words) {
    self.privacy = privacy
    self.words = words
  }

  public func refresh() {
    let consents = privacy.consents.filter { Self.used.contains($0.choice) }
    let choices = Dictionary(grouping: consents, by: \.choice)
    let order = consents.map(\.choice).reduce(into: [String]()) { order, choice in
      if !order.contains(choice) { order.append(choice) }
    }
    rows = order.compactMap { choices[$0].flatMap(row) }
  }

  /// The person turned a switch on: the guard asks, and only its answer moves the switch.
  public func turnOn(_ row: Row) async {
    result = nil
    if row.accesses.count == 1, let access = row.accesses.first {
      _ = await privacy.gate(access).ask(.tapped)
    } else {
      _ = await privacy.askTogether(row.accesses)
    }
    refresh()
  }

  /// The person confirmed that this consent is withdrawn.
  public func withdraw(_ row: Row) async {
    var lines: [String] = []
    for access in row.accesses {
      switch await privacy.withdraw(access) {
      case .done(let obligations):
        for line in obligations.map(line) where !lines.contains(line) { lines.append(line) }
      case .closesAccount(let consequence):
        result = words(.withdrawnAccount, consequence)
        return refresh()
      case .notDurable:
        result = words[.withdrawnFailed]
        return refresh()
      case .nothingGiven: continue
      }
    }
    let rest = lines.isEmpty ? [words[.withdrawnNothingElse]] : lines
    result = words(
      .withdrawnText, row.title, rest.joined(separator: "\n"))
    refresh()
  }

  private func line(_ obligation: Obligation) -> String {
    switch obligation.action {
    case .stop: words(.obligationStop, obligation.recipient ?? obligation.kind)
    case .purge, .delete, .deleteOrAnonymise, .passDeletionOn: words(.obligationPurge, obligation.kind)
    }
  }

  private func row(_ consents: [Consent]) -> Row? {
    guard let first = consents.first, let said = first.words(in: words.language) else { return nil }
    let terms = consents.compactMap { $0.words(in: words.language)?.term }
    return Row(
      id: first.choice, title: terms.joined(separator: words.language == "zh" ? "、" : ", "),
      note: "\(said.purpose)\n\(standing(first.state))", recipient: said.recipient, clause: said.clause,
      isOn: consents.allSatisfy(\.state.isOpen), accesses: consents.map(\.id))
  }

  private func standing(_ state: GateState) -> String {
    switch state.standing {
    case .given, .byPolicy: words(.privacyGiven, date(state.sinceMilliseconds))
    case .refused: words[.privacyRefused]
    case .withdrawn: words(.privacyWithdrawn, date(state.sinceMilliseconds))
    case .unAsked, .expired, .stale, .leftOpen, .notDeclared: words[.privacyNotAsked]
    }
  }

  private func date(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return "" }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: words.language == "zh" ? "zh_Hans_CN" : "en_US")
    formatter.dateFormat = "yyyy-MM-dd"
    return formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
  }
}
