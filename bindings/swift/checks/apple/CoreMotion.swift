// Declarations for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

public enum CMAuthorizationStatus: Int, Sendable {
  case notDetermined, restricted, denied, authorized
}
open class CMPedometerData: NSObject { open var numberOfSteps: NSNumber { 0 } }
open class CMPedometer: NSObject {
  open class func authorizationStatus() -> CMAuthorizationStatus { .notDetermined }
  open class func isStepCountingAvailable() -> Bool { false }
  open func queryPedometerData(
    from start: Date, to end: Date,
    withHandler handler: @escaping @Sendable (CMPedometerData?, (any Error)?) -> Void
  ) {}
}
