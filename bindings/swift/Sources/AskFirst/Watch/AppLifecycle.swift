import Foundation

#if canImport(UIKit)
  import UIKit
#endif

/// Hears from the system when the app goes to the back and comes to the front.
enum AppLifecycle {
  /// Keeps an observer alive as long as the guard.
  final class Observer: @unchecked Sendable {
    #if canImport(UIKit)
      private let token: any NSObjectProtocol

      init(_ name: Notification.Name, _ body: @escaping @Sendable () -> Void) {
        token = NotificationCenter.default.addObserver(forName: name, object: nil, queue: nil) { _ in
          body()
        }
      }

      deinit { NotificationCenter.default.removeObserver(token) }
    #endif
  }

  static func observe(_ hub: Hub) -> [any Sendable] {
    #if canImport(UIKit)
      let gone = Observer(UIApplication.didEnterBackgroundNotification) { [weak hub] in
        hub?.screens.inFront(false)
      }
      let back = Observer(UIApplication.willEnterForegroundNotification) { [weak hub] in
        hub?.screens.inFront(true)
        Task { await hub?.cameBack() }
      }
      let unlocked = Observer(UIApplication.protectedDataDidBecomeAvailableNotification) { [weak hub] in
        Task { if let hub { await hub.keeper.supply(hub.link) } }
      }
      return [gone, back, unlocked]
    #else
      return []
    #endif
  }
}
