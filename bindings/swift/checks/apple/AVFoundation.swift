// Declarations for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

public struct AVMediaType: Sendable, Hashable {
  public static let video = AVMediaType()
  public static let audio = AVMediaType()
}
public enum AVAuthorizationStatus: Int, Sendable { case notDetermined, restricted, denied, authorized }
open class AVCaptureDevice: NSObject {
  open class func authorizationStatus(for type: AVMediaType) -> AVAuthorizationStatus { .notDetermined }
  open class func requestAccess(for type: AVMediaType) async -> Bool { false }
}
