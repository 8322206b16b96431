import AskFirst

/// A clock that moves only when a test moves it.
public struct ManualClock: Sendable {
  let hooks: TestHooks

  /// Moves the clock by hours.
  public func advance(hours: Int64) { hooks.advanceClock(hours * 3_600_000) }

  /// Moves the clock by milliseconds; a negative number sets it back.
  public func advance(milliseconds: Int64) { hooks.advanceClock(milliseconds) }

  /// Sets the clock, in milliseconds since 1970 UTC.
  public func set(milliseconds: Int64) { hooks.setClock(milliseconds) }
}
