import Foundation

/// What only tests may do. `package` keeps it out of the public API.
package struct TestHooks: Sendable {
  let hub: Hub
  private var link: Link { hub.link }

  init(hub: Hub) { self.hub = hub }

  /// Moves the manual clock.
  package func advanceClock(_ milliseconds: Int64) {
    link.advanceClock(milliseconds)
    hub.settleAdapters()
  }
  /// Sets the manual clock.
  package func setClock(_ milliseconds: Int64) {
    link.setClock(milliseconds)
    hub.settleAdapters()
  }
  /// Drops the guard as the death of its process would.
  package func kill() { link.kill() }
  /// Panics inside the core.
  package func panic() async { await link.panic() }
  /// Starts an SDK on another's decision, for what lies between the decision and the start.
  package func start(
    _ recipient: String, deciding: @escaping @Sendable () async -> Started
  ) async -> Started { await hub.adapters.start(recipient, deciding: deciding) }
  /// Returns after everything that was sent before has been handled.
  package func settle() async { await hub.rest() }
}

extension Guard {
  /// What only tests may do.
  package var testing: TestHooks { TestHooks(hub: hub) }
}

extension Guard {
  /// The hot call with a token of the test's own making.
  package static func isOpen(token: UInt64) -> Bool { Link.isOpen(token) }

  /// A guard whose handle of the core is lost.
  package static func lost(_ keys: some KeySource, options: GuardOptions) -> Guard {
    Guard(
      Link(), keys: keys, adapters: [], options: options,
      directory: options.directory ?? Opening.standardDirectory)
  }
}
