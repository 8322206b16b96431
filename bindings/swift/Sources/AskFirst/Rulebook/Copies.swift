internal import AskFirstBridge

/// Copies of what is on record about the account in use, for the person and for other programs.
public struct Copies: Sendable {
  let hub: Hub

  /// Everything on record about the account in use, as JSON: consents, refusals and withdrawals
  /// with the field names of ISO/IEC TS 27560, then every entry and every decision. No value that
  /// was read is in it. Nil while the guard cannot read its records.
  public func take() async -> String? {
    await hub.link.wait(nil) { try await $0.takeExport() }
  }

  /// Whether an earlier copy says the same as the records do up to its last entry. What came
  /// later is no difference.
  public func compare(_ json: String) async -> Compared {
    await hub.link.wait(.notReady) { Compared(try await $0.compareExport(json: json)) }
  }
}

/// What comparing an earlier copy with the records gave.
public enum Compared: Hashable, Sendable {
  /// The copy says the same.
  case same
  /// It does not; the first part that differs.
  case differs(CopyPart)
  /// The text is no copy, or one of another format.
  case notACopy
  /// The guard cannot read its records now.
  case notReady

  init(_ compared: AskFirstBridge.Compared) {
    switch compared {
    case .same: self = .same
    case .differs(let part): self = .differs(CopyPart(part))
    case .notAnExport: self = .notACopy
    case .notReady: self = .notReady
    }
  }
}

/// A part of a copy.
public enum CopyPart: Hashable, Sendable, CaseIterable {
  /// Consents, refusals and withdrawals.
  case consentRecords
  /// Entries of the ledger.
  case entries
  /// Decisions.
  case decisions

  init(_ part: AskFirstBridge.Part) {
    switch part {
    case .consentRecords: self = .consentRecords
    case .entries: self = .entries
    case .decisions: self = .decisions
    }
  }
}
