// Declarations of the few parts of UIKit that this library and its demo call,
// for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

@MainActor open class UIDevice: NSObject {
  public static var current: UIDevice { fatalError("a declaration only") }
  public var identifierForVendor: UUID? { nil }
}

@MainActor open class UIApplication: NSObject {
  public enum State: Int, Sendable { case active, inactive, background }
  public static var shared: UIApplication { fatalError("a declaration only") }
  public nonisolated static let didEnterBackgroundNotification = Notification.Name("background")
  public nonisolated static let willEnterForegroundNotification = Notification.Name("foreground")
  public nonisolated static let protectedDataDidBecomeAvailableNotification = Notification.Name("unlocked")
  public nonisolated static let openSettingsURLString = "settings"
  public var applicationState: State { .active }
  public func canOpenURL(_ url: URL) -> Bool { false }
  public func open(_ url: URL) async -> Bool { false }
}

@MainActor open class UIPasteboard: NSObject {
  public struct DetectionPattern: Hashable, Sendable {
    let name: String
    public static let probableWebURL = DetectionPattern(name: "url")
    public static let probableWebSearch = DetectionPattern(name: "search")
    public static let number = DetectionPattern(name: "number")
  }
  public class var general: UIPasteboard { fatalError("a declaration only") }
  open var string: String? {
    get { nil }
    set {}
  }
  open var url: URL? {
    get { nil }
    set {}
  }
  public func detectPatterns(
    for patterns: Set<DetectionPattern>,
    completionHandler: @escaping (Result<Set<DetectionPattern>, any Error>) -> Void
  ) {}
}
