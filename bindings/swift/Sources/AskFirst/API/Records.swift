/// One consent of the pack, for a screen that lists them.
public struct Consent: Hashable, Sendable, Identifiable {
  /// The access.
  public let id: AccessID
  /// What it is, in the guard's language.
  public let title: String
  /// What the person last answered.
  public let standing: Standing
  /// When, in milliseconds since 1970 UTC.
  public let sinceMilliseconds: Int64?

  /// Describes a consent.
  public init(id: AccessID, title: String, standing: Standing, sinceMilliseconds: Int64?) {
    self.id = id
    self.title = title
    self.standing = standing
    self.sinceMilliseconds = sinceMilliseconds
  }
}

/// One entry of the ledger, without any collected value.
public struct Entry: Hashable, Sendable, Identifiable {
  /// Its position in the chain.
  public let id: UInt64
  /// When it was written, in milliseconds since 1970 UTC.
  public let atMilliseconds: Int64
  /// What it records.
  public let what: String
  /// The access it is about, if it is about one.
  public let access: AccessID?
  /// A digest that names the account, never the account itself.
  public let account: String?
  /// The rest, readable.
  public let detail: String

  /// Describes an entry.
  public init(
    id: UInt64, atMilliseconds: Int64, what: String, access: AccessID?, account: String?, detail: String
  ) {
    self.id = id
    self.atMilliseconds = atMilliseconds
    self.what = what
    self.access = access
    self.account = account
    self.detail = detail
  }
}

/// What a check of the whole ledger found.
public struct Verification: Hashable, Sendable {
  /// How many entries were checked.
  public let entries: UInt64
  /// The first bad one, if there is one.
  public let firstBad: UInt64?
  /// The hash at the end of the chain.
  public let head: String

  /// Describes a check.
  public init(entries: UInt64, firstBad: UInt64?, head: String) {
    self.entries = entries
    self.firstBad = firstBad
    self.head = head
  }
}

/// The policy as readable text, made from the pack.
public struct PolicyDocument: Hashable, Sendable {
  /// One section.
  public struct Section: Hashable, Sendable {
    /// Its heading.
    public let heading: String
    /// Its lines.
    public let lines: [String]

    /// Describes a section.
    public init(heading: String, lines: [String]) {
      self.heading = heading
      self.lines = lines
    }
  }

  /// The title.
  public let title: String
  /// The sections in order.
  public let sections: [Section]

  /// Describes a document.
  public init(title: String, sections: [Section]) {
    self.title = title
    self.sections = sections
  }
}
