// Declarations for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

open class ASIdentifierManager: NSObject {
  open class func shared() -> ASIdentifierManager { fatalError("a declaration only") }
  open var advertisingIdentifier: UUID { UUID() }
}
