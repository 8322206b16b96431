// Declarations for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

open class ATTrackingManager: NSObject {
  public enum AuthorizationStatus: UInt, Sendable { case notDetermined, restricted, denied, authorized }
  open class var trackingAuthorizationStatus: AuthorizationStatus { .notDetermined }
  open class func requestTrackingAuthorization() async -> AuthorizationStatus { .notDetermined }
}
