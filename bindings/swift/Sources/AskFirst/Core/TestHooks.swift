/// What only tests may do. `package` keeps it out of the public API.
package struct TestHooks: Sendable {
  let link: Link

  /// Moves the manual clock.
  package func advanceClock(_ milliseconds: Int64) { link.advanceClock(milliseconds) }
  /// Sets the manual clock.
  package func setClock(_ milliseconds: Int64) { link.setClock(milliseconds) }
  /// Drops the guard as the death of its process would.
  package func kill() { link.kill() }
  /// Returns after everything that was sent before has been handled.
  package func settle() async { await link.settle() }
}

extension Guard {
  /// What only tests may do.
  package var testing: TestHooks { TestHooks(link: hub.link) }
}
