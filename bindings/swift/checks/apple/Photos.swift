// Declarations for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

public enum PHAuthorizationStatus: Int, Sendable {
  case notDetermined, restricted, denied, authorized, limited
}
public enum PHAccessLevel: Int, Sendable { case addOnly = 1, readWrite }
public enum PHAssetMediaType: Int, Sendable { case unknown, image, video, audio }
open class PHFetchOptions: NSObject {}
open class PHFetchResult<Object>: NSObject {
  open func enumerateObjects(_ block: (Object, Int, UnsafeMutablePointer<Bool>) -> Void) {}
}
open class PHAsset: NSObject {
  open var localIdentifier: String { "" }
  open class func fetchAssets(with type: PHAssetMediaType, options: PHFetchOptions?) -> PHFetchResult<PHAsset>
  {
    PHFetchResult()
  }
}
open class PHPhotoLibrary: NSObject {
  open class func authorizationStatus(for level: PHAccessLevel) -> PHAuthorizationStatus { .notDetermined }
  open class func requestAuthorization(for level: PHAccessLevel) async -> PHAuthorizationStatus {
    .notDetermined
  }
}
