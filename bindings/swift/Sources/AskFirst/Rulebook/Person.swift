internal import AskFirstBridge

/// The person's age, as far as it matters, and a guardian's consent (R-089 … R-091).
///
/// Whether an age is true, or somebody is a guardian, a library cannot tell: it records
/// what it is told.
public struct Person: Sendable {
  let hub: Hub

  /// What the guard knows of the person, and what it makes of it.
  public var view: PersonView {
    // Without a core nothing is known, so no rule may be left out.
    let unknown = PersonView(
      ageMatters: true, isAgeUnknown: true, isGuardianRequired: true, isAllSensitive: true, guardian: nil,
      useLimits: nil)
    return hub.link.call(unknown) { PersonView(try $0.person()) }
  }

  /// States the person's age in full years; only which of the policy's bands fit is kept.
  ///
  /// A minor without a guardian's prior consent loses every consent given so far.
  public func stateAge(_ years: UInt8) async -> AgeAnswer {
    await hub.act(.notRecorded(.fault)) {
      switch try await $0.statesAge(years: years) {
      case .notAskedFor: .notAskedFor
      case .recorded(let guardian, let suspended, let owed):
        .recorded(
          isGuardianRequired: guardian, suspended: suspended.map(AccessID.init(_:)),
          obligations: owed.map(Obligation.init))
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
    }
  }

  /// Records a guardian's consent. Only one before the first collection covers everything.
  public func guardianConsented(_ consent: GuardianConsent) async -> GuardianAnswer {
    await hub.act(.notRecorded(.fault)) {
      let record = AskFirstBridge.GuardianRecord(
        guardian: consent.guardian, method: consent.method, evidence: consent.evidence,
        consented: consent.consentedMilliseconds)
      return switch try await $0.guardianConsented(record: record) {
      case .stands(let owed): .stands(obligations: owed.map(Obligation.init))
      case .notTaken(.notAskedFor): .notTaken(.notAskedFor)
      case .notTaken(.notVerifiable): .notTaken(.notVerifiable)
      case .notTaken(.inTheFuture): .notTaken(.inTheFuture)
      case .notRecorded(let reason): .notRecorded(Reason(reason))
      }
    }
  }

  /// The guardian takes the consent back: everything is shut again. False if there was none.
  public func guardianWithdrew() async -> Bool { await hub.act(false) { try await $0.guardianWithdrew() } }
}

/// A guardian's consent, so that somebody else can verify it later. It goes into the ledger: references, no names.
public struct GuardianConsent: Hashable, Sendable {
  /// Who, as a reference that means something to the host.
  public let guardian: String
  /// How it was established.
  public let method: String
  /// Where the evidence lies.
  public let evidence: String
  /// When the guardian consented, in milliseconds since 1970 UTC.
  public let consentedMilliseconds: Int64

  /// Describes a guardian's consent.
  public init(guardian: String, method: String, evidence: String, consentedMilliseconds: Int64) {
    self.guardian = guardian
    self.method = method
    self.evidence = evidence
    self.consentedMilliseconds = consentedMilliseconds
  }
}

/// What the guard knows of the person.
public struct PersonView: Hashable, Sendable {
  /// Whether the policy has rules for minors, so that the age matters at all.
  public let ageMatters: Bool
  /// Whether some rule may apply, because nobody stated an age.
  public let isAgeUnknown: Bool
  /// Whether a guardian has to consent, and has not.
  public let isGuardianRequired: Bool
  /// Whether all of the person's data are sensitive.
  public let isAllSensitive: Bool
  /// The guardian's consent that stands.
  public let guardian: GuardianConsent?
  /// What a minor's data may be used for, as a person reads it. The library can show it, and not hold anybody to it.
  public let useLimits: Wording?
}

extension PersonView {
  init(_ view: AskFirstBridge.PersonView) {
    self.init(
      ageMatters: view.ageMatters, isAgeUnknown: view.ageUnknown,
      isGuardianRequired: view.guardianRequired, isAllSensitive: view.allSensitive,
      guardian: view.guardian.map {
        GuardianConsent(
          guardian: $0.guardian, method: $0.method, evidence: $0.evidence,
          consentedMilliseconds: $0.consented)
      }, useLimits: view.useLimits.map(Wording.init))
  }
}

/// What became of a statement of age.
public enum AgeAnswer: Hashable, Sendable {
  /// The policy has no rules for minors; nothing was recorded.
  case notAskedFor
  /// It is recorded, as far as it matters; consents that a minor gave alone are suspended.
  case recorded(isGuardianRequired: Bool, suspended: [AccessID], obligations: [Obligation])
  /// The guard cannot record it now.
  case notRecorded(Reason)
}

/// What became of a guardian's consent.
public enum GuardianAnswer: Hashable, Sendable {
  /// It stands; obligations say what was collected before it and has to be deleted.
  case stands(obligations: [Obligation])
  /// It cannot be taken.
  case notTaken(GuardianFault)
  /// The guard cannot record it now.
  case notRecorded(Reason)
}

/// Why a guardian's consent cannot be taken.
public enum GuardianFault: Hashable, Sendable, CaseIterable {
  /// The policy asks for no guardian.
  case notAskedFor
  /// It does not say who, how, or where the evidence lies.
  case notVerifiable
  /// It is dated later than now.
  case inTheFuture
}
