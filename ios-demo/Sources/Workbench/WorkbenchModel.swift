import AskFirst
import Foundation
import Observation

/// The app's root model: opens the guard, plays the first run, and holds the pages' models.
@MainActor @Observable public final class WorkbenchModel {
  /// What the app may do.
  public enum Mode: Sendable, Equatable {
    /// The guard is not open yet, or the first question stands.
    case starting
    /// The policy has rules for minors, and nobody said how old the person is.
    case asksAge
    /// The policy was accepted.
    case full
    /// The policy was declined.
    case limited
    /// The policy was not answered.
    case limitedUnanswered
    /// A guardian has to consent before anything else.
    case limitedGuardian
    /// The guard is closed, and why.
    case closed(String)
  }

  /// One read that start-up tried before it was allowed to, and what came of it.
  public struct Attempt: Sendable, Equatable, Identifiable {
    /// What was tried.
    public let what: String
    /// The reason's code, or nil if the read was let through.
    public let reason: Reason?
    /// Its name.
    public var id: String { what }
  }

  /// What the app may do now.
  public private(set) var mode: Mode = .starting
  /// What start-up tried too early.
  public private(set) var attempts: [Attempt] = []
  /// The app's words.
  public let words: Words
  /// The guard.
  public let privacy: Guard
  /// Projects nearby.
  public let nearby: NearbyModel
  /// The deep-link SDK.
  public let links: LinksModel
  /// Consents and their withdrawal.
  public let consents: ConsentsModel
  /// What was asked of the guard.
  public let record: RecordModel

  /// - Parameters:
  ///   - privacy: the guard, opened with the adapter.
  ///   - adapter: the hand on the deep-link SDK.
  ///   - language: the app's language.
  public init(privacy: Guard, adapter: LinkAdapter, language: String) {
    let words = Words(language)
    self.privacy = privacy
    self.words = words
    adapter.read(through: privacy)
    nearby = NearbyModel(privacy: privacy, words: words)
    links = LinksModel(privacy: privacy, sdk: adapter.sdk, words: words)
    consents = ConsentsModel(privacy: privacy, words: words)
    record = RecordModel(privacy: privacy, words: words)
  }

  /// The app as it ships: the guard over pack 003, opened at once.
  #if canImport(Security)
    public convenience init(language: String) {
      let adapter = LinkAdapter()
      var options = GuardOptions()
      options.language = Words(language).language
      let privacy = Guard.open(.policy003, keys: .keychain, adapters: [adapter], options: options)
      self.init(privacy: privacy, adapter: adapter, language: language)
    }
  #endif

  /// Plays the start: reads too early and is refused, then asks for the policy, and for the
  /// age before it where the policy has rules for minors.
  public func start() async {
    await readTooEarly()
    if privacy.policy.state == .notAnswered, privacy.person.view.isAgeUnknown {
      mode = .asksAge
    } else {
      await present()
    }
  }

  /// The bands of the policy's rules for minors; the youngest of each stands for all of it.
  public static let bands: [(words: Words.Key, years: UInt8)] = [
    (.ageAdult, 18), (.ageMinor, 15), (.ageChild, 14),
  ]

  /// The person said how old they are; only which band of the policy fits is kept.
  public func stateAge(_ years: UInt8) async {
    // The question is answered; nobody answers it twice.
    mode = .starting
    _ = await privacy.person.stateAge(years)
    await present()
  }

  /// Shows the policy, at the first start or because the person wants to decide again.
  public func present() async {
    settle(await privacy.policy.present())
    await refresh()
  }

  /// Brings every page up to date; called when a page appears.
  public func refresh() async {
    nearby.refresh()
    await links.refresh()
    consents.refresh()
    await record.refresh()
  }

  private func settle(_ state: PolicyState) {
    if case .closed(let closure) = privacy.status {
      mode = .closed(closure.detail)
      return
    }
    switch state {
    case .accepted: mode = .full
    case .declined: mode = .limited
    case .notAnswered:
      mode = privacy.person.view.isGuardianRequired ? .limitedGuardian : .limitedUnanswered
    }
  }

  /// What start-up code of an app, or an SDK inside it, likes to do first. Before
  /// the policy was accepted the answer to all of it is no, without a question.
  private func readTooEarly() async {
    _ = await privacy.opened()
    attempts = [
      await attempt("device.id_any", privacy.gate(.securityDeviceID)),
      await attempt("clip.content", privacy.gate(.jmlinkClipboard)),
      await attempt("clip.content (app)", privacy.gate(AccessRequest(kind: "clip.content"), as: .clipboard)),
      await attempt("apps.installed", privacy.gate(.securityAppList)),
      await attempt("loc.precise", privacy.gate(.nearbyLocation)),
    ]
  }

  private func attempt<Value>(_ what: String, _ gate: Gate<Value>) async -> Attempt {
    Attempt(what: what, reason: await gate.read(ask: .never).shut?.reason)
  }

  /// The line under a tool on the home page.
  public func note(for state: GateState) -> String {
    if mode != .full { return words[.noteLimited] }
    if state.isOpen { return words[.noteOpen] }
    switch state.standing {
    case .refused, .withdrawn: return words[.noteRefused]
    case .unAsked, .byPolicy, .given, .expired, .stale, .leftOpen, .notDeclared:
      return words[.noteNotAsked]
    }
  }

  /// The lines of the notice that the app runs in limited mode; nil while it does not.
  public var notice: (title: String, text: String, offersPolicy: Bool)? {
    switch mode {
    case .starting, .asksAge, .full: nil
    case .limitedGuardian: (words[.limitedTitle], words[.limitedTextGuardian], false)
    case .limited: (words[.limitedTitle], words[.limitedText], true)
    case .limitedUnanswered: (words[.limitedTitle], words[.limitedTextUnanswered], true)
    case .closed(let detail): (words[.closedTitle], words(.closedText, detail), false)
    }
  }
}
