import AskFirst
import Foundation

/// A key store in memory, with answers and delays that a test sets. It outlives
/// the guard, as a device's store outlives a process.
public final class TestKeys: KeySource {
  private struct State: Sendable {
    var answers: [KeyAnswer] = []
    var standing: KeyAnswer
    var anchor = AnchorAnswer.none
    var restored = 0
    var made = 0
    var fresh = Data(repeating: 8, count: 32)
    var isSilent = false
    var keepsAnchors = true
  }

  private let state = Locked(State(standing: .key(Data(repeating: 7, count: 32))))

  /// A store with a fixed key.
  public init() {}

  /// Sets what the store answers from now on.
  public func answers(_ answer: KeyAnswer) { state.with { $0.standing = answer } }

  /// Sets the next answers, before the standing one.
  public func answers(first: [KeyAnswer]) { state.with { $0.answers = first } }

  /// Lets the store not answer at all until this is called with false.
  public func isSilent(_ silent: Bool) { state.with { $0.isSilent = silent } }

  /// Lets the store drop the anchors that it is given from now on.
  public func keepsAnchors(_ keeps: Bool) { state.with { $0.keepsAnchors = keeps } }

  /// Sets or forgets the anchor.
  public func anchor(_ anchor: AnchorAnswer) { state.with { $0.anchor = anchor } }

  /// Sets what a new key will be.
  public func makes(_ key: Data) { state.with { $0.fresh = key } }

  /// How often a new key was made.
  public var made: Int { state.with { $0.made } }

  /// How often a new key was taken back.
  public var restored: Int { state.with { $0.restored } }

  /// Gives the answer that was set.
  public func key() -> KeyAnswer {
    while state.with({ $0.isSilent }) { Thread.sleep(forTimeInterval: 0.01) }
    return state.with { state in
      state.answers.isEmpty ? state.standing : state.answers.removeFirst()
    }
  }

  /// Makes another key, which stands from now on.
  public func renew() -> Data? {
    state.with { state in
      state.made += 1
      state.standing = .key(state.fresh)
      return state.fresh
    }
  }

  /// Gives the anchor.
  public func anchor() -> AnchorAnswer { state.with { $0.anchor } }

  /// Counts that a new key was taken back.
  public func keepOldKey() { state.with { $0.restored += 1 } }

  /// Keeps the anchor.
  public func keep(anchor: Data) -> Bool {
    state.with { state in
      if state.keepsAnchors { state.anchor = .kept(anchor) }
      return true
    }
  }
}
