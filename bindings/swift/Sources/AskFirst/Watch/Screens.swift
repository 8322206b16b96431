/// Where the app stands at the moment of a call.
///
/// The guard finds it out by itself: whoever reads `prompts` is a screen, and
/// the system says whether the app is in front. Only a host without either, such
/// as an app extension, supplies its own.
public protocol Surroundings: Sendable {
  /// Whether the person is using the app now.
  var isInFront: Bool { get }
  /// Whether there is a screen to ask on.
  var hasScreen: Bool { get }
}

/// Knows whether there is a screen to ask on: somebody draws prompts, and the app is in front.
final class Screens: Surroundings {
  private struct State {
    var audience = 0
    /// The number of the audience's last change that was heard of.
    var heard = 0
    var foreground = true
    /// Goes up whenever a prompt may come to stand on another screen.
    var scene = 0
    var canAsk: Bool { audience > 0 && foreground }
    var isDeserted: Bool { audience == 0 && foreground }
  }

  private let state = Locked(State())
  private let link: Link
  private let patience: UInt64

  /// - Parameter patience: how long a prompt may stand that nobody draws any more, in milliseconds.
  init(link: Link, patience: UInt64) {
    self.link = link
    self.patience = patience
  }

  var isInFront: Bool { state.with { $0.foreground } }
  var hasScreen: Bool { state.with { $0.canAsk } }
  var scene: Int { state.with { $0.scene } }

  /// Takes in how many read prompts. A count that was overtaken by a later one is
  /// out of date: with it, a scene that goes while another comes would leave no screen.
  func audience(_ now: Latest<Prompt?>.Audience) {
    change { state in
      guard now.number > state.heard else { return }
      (state.heard, state.audience) = (now.number, now.count)
    }
  }

  func inFront(_ foreground: Bool) { change { $0.foreground = foreground } }

  /// Tells the core inside the lock, so that "gone" and "back" arrive in order. The
  /// core only queues it and calls nobody back.
  ///
  /// Only in the background does the time of a prompt stand still. While the app is in
  /// front, a screen that failed to draw one must not keep its callers waiting.
  private func change(_ body: (inout State) -> Void) {
    let deserted = state.with { state -> Int? in
      let before = state.foreground
      body(&state)
      state.scene += 1
      if before != state.foreground {
        if state.foreground { link.screenBack() } else { link.screenGone() }
      }
      return state.isDeserted ? state.scene : nil
    }
    guard let deserted else { return }
    Task { [weak self, patience] in
      guard await pause(milliseconds: patience) else { return }
      await self?.takeDown(since: deserted)
    }
  }

  /// Ends a prompt that was drawn and whose screen is gone, if none has come since.
  private func takeDown(since scene: Int) async {
    guard self.scene == scene, let standing = link.prompt(desk: nil, language: "") else { return }
    _ = await link.dismiss(ticket: standing.id, how: .failed)
  }
}
