/// Where the acceptance of the policy stands.
public enum PolicyState: Hashable, Sendable, CaseIterable {
  /// Accepted, by the act that the pack names.
  case accepted
  /// Declined.
  case declined
  /// Not answered.
  case notAnswered
}

/// The policy as a whole: showing it, and what the person said.
public struct Policy: Sendable {
  let hub: Hub

  /// Shows the policy, unless it was accepted already, and returns the answer.
  ///
  /// Without a screen to ask on the answer is `notAnswered` at once.
  public func present() async -> PolicyState {
    // What an older release reports is on record before the person sees anything.
    await hub.reporting.with { $0 }?.value
    return await hub.link.presentPolicy(screen: hub.surroundings.hasScreen)
  }

  /// What the person said so far.
  public var state: PolicyState { hub.link.policyState() }

  /// The policy as readable text, made from the pack.
  public func document(language: String? = nil) -> PolicyDocument {
    hub.link.document(language: language ?? hub.options.language)
  }
}
