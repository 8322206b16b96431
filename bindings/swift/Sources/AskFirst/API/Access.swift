/// The id of one access: one line of a pack, kind × function × purpose × recipient.
///
/// It reads `<owner>.<name>`; the owner is a function of the app or a recipient.
public struct AccessID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The id as it stands in the pack.
  public let rawValue: String

  /// Makes an id from the text that stands in the pack.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Makes an id from the text that stands in the pack.
  public init(_ text: String) { rawValue = text }

  /// The id as it stands in the pack.
  public var description: String { rawValue }

  /// Orders ids by their text, for lists that should not jump about.
  public static func < (left: AccessID, right: AccessID) -> Bool { left.rawValue < right.rawValue }
}

/// A kind of personal data, bound to the type in which a provider hands it out.
public struct Kind<Value: Sendable>: Hashable, Sendable {
  /// The id in the registry of kinds, for example `clip.content`.
  public let id: String

  /// Names a kind. A pack may declare one of its own, and it is gated like any other.
  public init(_ id: String) { self.id = id }
}

/// One access of a pack with the type of its value.
///
/// Constants of this type are written (or generated) from the pack, so that an
/// undeclared access or a wrong value type does not compile.
public struct Access<Value: Sendable>: Hashable, Sendable {
  /// The id as it stands in the pack.
  public let id: AccessID
  /// The kind of data that this access reads.
  public let kind: Kind<Value>

  /// Names one line of a pack.
  public init(_ id: String, kind: Kind<Value>) {
    self.id = AccessID(id)
    self.kind = kind
  }
}

extension Access where Value == Never {
  /// Names one line of a pack that no provider reads: code of the app's own runs behind it with `use`.
  public init(_ id: String, kind: String) {
    self.init(id, kind: Kind<Never>(kind))
  }
}

/// A recipient of a pack: a third-party SDK or a partner, with all its accesses.
public struct Recipient: Hashable, Sendable {
  /// The recipient's id in the pack.
  public let id: String
  /// All its accesses, in the pack's order.
  public let all: [AccessID]

  /// Names a recipient of a pack.
  public init(_ id: String, all: [AccessID] = []) {
    self.id = id
    self.all = all
  }
}

/// A recipient by its name, behind a category that the policy names, such as "partners for
/// statistics" (R-066).
///
/// A category by itself is nobody. A name gets the category's lines as accesses of its own,
/// `id.name`, with a choice, a consent and a withdrawal of its own.
public struct NamedRecipient: Hashable, Sendable {
  /// The category's id in the pack.
  public let category: String
  /// The id of this recipient: a lower-case word that nothing else has.
  public let id: String
  /// Its name, as a person reads it.
  public let name: String
  /// Whether it processes data in the country of the policy. Not known counts as abroad.
  public let isDomestic: Bool

  /// Names who stands behind a category.
  public init(category: String, id: String, name: String, isDomestic: Bool) {
    self.category = category
    self.id = id
    self.name = name
    self.isDomestic = isDomestic
  }
}

/// An access described by its parts, for tools and for code that has no constant of the pack.
///
/// What the pack does not declare gives a real gate that is always shut and says why.
public struct AccessRequest: Hashable, Sendable {
  /// The kind of data.
  public var kind: String
  /// The function of the app that needs it.
  public var function: String?
  /// What it is needed for.
  public var purpose: String?
  /// Who receives it, if not the app itself.
  public var recipient: String?
  /// Who decides about the data, where a pack knows several.
  public var controller: String?
  /// How the data come to the app.
  public var mode: Mode
  /// What is done with them; nil: collecting, or sharing with the recipient.
  public var action: DataAction?
  /// The source, for data that others hand over.
  public var source: String?

  /// How data come to an app.
  public enum Mode: Hashable, Sendable, CaseIterable {
    /// Code reads them.
    case passive
    /// The person types them.
    case active
    /// A third party hands them over.
    case `import`
  }

  /// Describes an access by its parts.
  public init(
    kind: String, function: String? = nil, purpose: String? = nil, recipient: String? = nil,
    controller: String? = nil, mode: Mode = .passive, action: DataAction? = nil, source: String? = nil
  ) {
    self.kind = kind
    self.function = function
    self.purpose = purpose
    self.recipient = recipient
    self.controller = controller
    self.mode = mode
    self.action = action
    self.source = source
  }
}
