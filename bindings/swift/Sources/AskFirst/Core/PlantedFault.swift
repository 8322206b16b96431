/// A mistake that a test can put into the mapping, to see that exactly the
/// checks of this language notice it. A release build cannot carry one.
package enum PlantedFault: Sendable {
  /// `anotherWay` arrives as `none`.
  case remedy

  #if DEBUG
    private static let planted = Locked<PlantedFault?>(nil)
    /// The mistake that is in force.
    package static var active: PlantedFault? {
      get { planted.with { $0 } }
      set { planted.with { $0 = newValue } }
    }
  #else
    /// The mistake that is in force: none, always.
    package static var active: PlantedFault? { nil }
  #endif
}
