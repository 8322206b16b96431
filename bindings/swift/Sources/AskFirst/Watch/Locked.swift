import Foundation

/// A value behind a lock. `Mutex` of the standard library needs iOS 18.
package final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  package init(_ value: Value) { self.value = value }

  /// Runs the body with the value. The body must not wait for anything, and must
  /// not resume, finish or cancel a task either: that takes a lock of the runtime.
  package func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
