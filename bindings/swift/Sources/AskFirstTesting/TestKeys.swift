import AskFirst
import Foundation

/// A key store in memory, with answers and delays that a test sets. It outlives
/// the guard, as a device's store outlives a process.
public final class TestKeys: KeySource {
  private struct State: Sendable {
    var answers: [KeyAnswer] = []
    var standing: KeyAnswer
    var anchor: Data?
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

  /// Sets or forgets the anchor.
  public func anchor(_ anchor: Data?) { state.with { $0.anchor = anchor } }

  /// Gives the answer that was set.
  public func key() -> KeyAnswer {
    while state.with({ $0.isSilent }) { Thread.sleep(forTimeInterval: 0.01) }
    return state.with { state in
      state.answers.isEmpty ? state.standing : state.answers.removeFirst()
    }
  }

  /// Makes another key, which stands from now on.
  public func renew() -> Data? {
    let made = Data(repeating: 8, count: 32)
    state.with { $0.standing = .key(made) }
    return made
  }

  /// Gives the anchor.
  public func anchor() -> Data? { state.with { $0.anchor } }

  /// Keeps the anchor.
  public func keep(anchor: Data) -> Bool {
    state.with { state in
      state.anchor = anchor
      return true
    }
  }
}
