/// Knows whether there is a screen to ask on: somebody draws prompts, and the app is in front.
final class Screens: Sendable {
  private struct State {
    var audience = 0
    var foreground = true
    var canAsk: Bool { audience > 0 && foreground }
  }

  private let state = Locked(State())
  private let link: Link

  init(link: Link) { self.link = link }

  var foreground: Bool { state.with { $0.foreground } }
  var canAsk: Bool { state.with { $0.canAsk } }

  func audience(_ count: Int) { change { $0.audience = count } }
  func inFront(_ foreground: Bool) { change { $0.foreground = foreground } }

  /// Tells the core about a change inside the lock, so that "gone" and "back" arrive in order.
  private func change(_ body: (inout State) -> Void) {
    state.with { state in
      let before = state.canAsk
      body(&state)
      guard before != state.canAsk else { return }
      if state.canAsk { link.screenBack() } else { link.screenGone() }
    }
  }
}
