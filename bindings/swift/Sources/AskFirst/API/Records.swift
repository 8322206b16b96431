/// One consent of the pack, for a screen that lists them.
public struct Consent: Hashable, Sendable, Identifiable {
  /// What the consent is about, in one language.
  public struct Words: Hashable, Sendable {
    /// The language.
    public let language: String
    /// What the policy calls the data.
    public let term: String
    /// What they are needed for.
    public let purpose: String
    /// The function that needs them.
    public let function: String
    /// Who receives them.
    public let recipient: String?
    /// What a refusal costs.
    public let effect: String
    /// The section of the policy.
    public let clause: String

    /// Describes a consent in one language.
    public init(
      language: String, term: String, purpose: String, function: String, recipient: String?, effect: String,
      clause: String
    ) {
      self.language = language
      self.term = term
      self.purpose = purpose
      self.function = function
      self.recipient = recipient
      self.effect = effect
      self.clause = clause
    }
  }

  /// The access.
  public let id: AccessID
  /// The switch it is answered with: accesses of one item share one.
  public let choice: String
  /// The kind of data.
  public let kind: String
  /// The function's id.
  public let function: String
  /// The recipient's id.
  public let recipient: String?
  /// Whether it needs a question of its own.
  public let isGated: Bool
  /// Where it stands.
  public let state: GateState
  /// What it is about, in every language of the pack.
  public let words: [Words]

  /// Describes a consent.
  public init(
    id: AccessID, choice: String, kind: String, function: String, recipient: String?, isGated: Bool,
    state: GateState, words: [Words]
  ) {
    self.id = id
    self.choice = choice
    self.kind = kind
    self.function = function
    self.recipient = recipient
    self.isGated = isGated
    self.state = state
    self.words = words
  }

  /// The words in a language, or in the first one there is.
  public func words(in language: String) -> Words? {
    words.first { $0.language.prefix(2) == language.prefix(2) } ?? words.first
  }
}

/// What has happened, without any collected value.
public struct Records: Sendable {
  let link: Link

  /// Entries of the ledger in order.
  public func entries(from first: UInt64 = 0, limit: UInt32 = 200) async -> [Entry] {
    await link.entries(from: first, limit: limit)
  }

  /// Decisions in order: every question that code put to the guard.
  public func decisions(from first: UInt64 = 0, limit: UInt32 = 200) async -> [Decision] {
    await link.decisions(from: first, limit: limit)
  }

  /// Checks the whole ledger; nil if there is none to check.
  public func verify() async -> Verification? { await link.verify() }
}

/// One entry of the ledger.
public struct Entry: Hashable, Sendable, Identifiable {
  /// Its position in the chain.
  public let id: UInt64
  /// When it was written, in milliseconds since 1970 UTC.
  public let atMilliseconds: Int64
  /// What it records.
  public let what: String
  /// The access it is about, if it is about one.
  public let access: AccessID?
  /// The rest, in a fixed vocabulary.
  public let detail: String

  /// Describes an entry.
  public init(id: UInt64, atMilliseconds: Int64, what: String, access: AccessID?, detail: String) {
    self.id = id
    self.atMilliseconds = atMilliseconds
    self.what = what
    self.access = access
    self.detail = detail
  }
}

/// One decision of the guard.
public struct Decision: Hashable, Sendable, Identifiable {
  /// Its number, beginning with 0.
  public let id: UInt64
  /// When it was made, in milliseconds since 1970 UTC.
  public let atMilliseconds: Int64
  /// The access it was about.
  public let access: AccessID
  /// Whether it allowed a read.
  public let isAllowed: Bool
  /// Why not.
  public let reason: Reason?
  /// The entry of the ledger that it rests on.
  public let entry: UInt64?

  /// Describes a decision.
  public init(
    id: UInt64, atMilliseconds: Int64, access: AccessID, isAllowed: Bool, reason: Reason?, entry: UInt64?
  ) {
    self.id = id
    self.atMilliseconds = atMilliseconds
    self.access = access
    self.isAllowed = isAllowed
    self.reason = reason
    self.entry = entry
  }
}

/// What a check of the whole ledger found.
public struct Verification: Hashable, Sendable {
  /// How many entries were checked.
  public let entries: UInt64
  /// Whether everything was in order.
  public let isSound: Bool
  /// The first bad entry, if there is one.
  public let firstBad: UInt64?
  /// The hash at the end of the chain.
  public let head: String

  /// Describes a check.
  public init(entries: UInt64, isSound: Bool, firstBad: UInt64?, head: String) {
    self.entries = entries
    self.isSound = isSound
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
