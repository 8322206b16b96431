import Foundation

/// A policy pack: one edition of one policy as data, shipped by the app.
public struct Pack: Sendable, Hashable {
  /// The name that messages about mistakes in it carry, such as its file name.
  public let name: String
  /// The JSON text.
  public let json: String

  /// Wraps a pack's text. It is checked when the guard opens.
  public init(name: String, json: String) {
    self.name = name
    self.json = json
  }

  /// Reads a pack that the app ships. A missing file gives an empty pack, with
  /// which the guard opens closed and says `packInvalid`.
  public init(contentsOf file: URL?) {
    name = file?.lastPathComponent ?? "pack"
    json = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
  }
}

/// An acceptance that an older release of the app had noted down.
///
/// It is recorded as reported by the app, and it opens no gate.
public struct LegacyAcceptance: Sendable, Hashable {
  /// The version of the text that the old release showed.
  public let textVersion: String
  /// When the old release noted it, in milliseconds since 1970 UTC.
  public let atMilliseconds: Int64

  /// Describes what an older release had noted.
  public init(textVersion: String, atMilliseconds: Int64) {
    self.textVersion = textVersion
    self.atMilliseconds = atMilliseconds
  }
}

/// What a host can be; a policy says which of them it is for.
public enum Surface: String, Sendable, Hashable, CaseIterable {
  /// An app on a phone.
  case app
  /// A web site.
  case site
  /// A program on a personal computer.
  case client
  /// A mini-program inside another app.
  case miniProgram = "mini_program"
  /// A plug-in inside another product.
  case plugin
}

/// What an app may decide when it opens the guard. Every default is the closed one.
public struct GuardOptions: Sendable {
  /// Where the ledger lies; nil for the app's own Application Support folder.
  public var directory: URL?
  /// What the host is. A pack that does not cover it opens nothing.
  public var surface = Surface.app
  /// The language of prompts and messages, `zh` or `en`.
  public var language: String
  /// How long the guard stays quiet after a prompt was dismissed; nil for the pack's own rule.
  public var quietPeriodHours: UInt32?
  /// How long a screen may take to show a prompt before it counts as not answered.
  public var shownTimeoutMilliseconds: UInt64 = 4_000
  /// How long the key store may take before the guard closes for the time being.
  public var keyTimeoutMilliseconds: UInt64 = 4_000
  /// How long a provider may read before its caller gets `.unavailable(.timedOut)`.
  public var readTimeoutMilliseconds: UInt64 = 30_000
  /// Facts for the conditions of recipients, such as `brand`.
  public var device: [String: String] = [:]
  /// Who stands behind the categories of recipients that the policy names.
  public var names: [NamedRecipient] = []
  /// Whether exemptions may be claimed at all.
  public var exemptions = false
  /// Asks with two controls even where the system's own dialog follows.
  public var twoControlsAlways = false
  /// What an older release of the app had noted.
  public var legacy: LegacyAcceptance?
  /// The providers by kind; an app may replace one or add one of its own.
  public var providers: Providers = .standard
  /// Where the app stands, for hosts of which the guard cannot find it out; nil to let it.
  public var surroundings: (any Surroundings)?
  /// Where the library's log goes; values never are in it.
  public var log: any LogSink = SystemLog()

  /// Whether the system's dialog may answer a question of the app's own: on iOS it may.
  package var allowsPrimer = true
  /// How long a prompt may stand that was drawn and that nobody draws any more; nil
  /// for as long as it may take to show one.
  package var desertedMilliseconds: UInt64?
  /// A clock that a test moves by hand, starting here.
  package var manualClockMilliseconds: Int64?

  /// The defaults, in the device's language.
  public init() {
    let device = Locale.preferredLanguages.first ?? "en"
    language = device.hasPrefix("zh") ? "zh" : "en"
  }
}
