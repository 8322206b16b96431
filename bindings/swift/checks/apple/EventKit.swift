// Declarations for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

public enum EKEntityType: UInt, Sendable { case event, reminder }
public enum EKAuthorizationStatus: Int, Sendable {
  case notDetermined, restricted, denied, fullAccess, writeOnly
}
open class EKCalendar: NSObject {}
open class EKEvent: NSObject {
  open var title: String? { nil }
  open var startDate: Date { Date() }
}
open class EKEventStore: NSObject {
  open class func authorizationStatus(for type: EKEntityType) -> EKAuthorizationStatus { .notDetermined }
  open func requestFullAccessToEvents() async throws -> Bool { false }
  open func predicateForEvents(withStart start: Date, end: Date, calendars: [EKCalendar]?) -> NSPredicate {
    fatalError("a declaration only")
  }
  open func events(matching predicate: NSPredicate) -> [EKEvent] { [] }
}
