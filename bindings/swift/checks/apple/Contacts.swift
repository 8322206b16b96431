// Declarations for type-checking on a machine without Apple's SDK. Never linked, never shipped.
import Foundation

public let CNContactGivenNameKey = "givenName"
public let CNContactFamilyNameKey = "familyName"
public let CNContactPhoneNumbersKey = "phoneNumbers"
public protocol CNKeyDescriptor {}
extension String: CNKeyDescriptor {}
public enum CNEntityType: Int, Sendable { case contacts }
/// With a case that the code under check does not name, as Apple's enumerations may gain one.
public enum CNAuthorizationStatus: Int, Sendable {
  case notDetermined, restricted, denied, authorized, limited
}

open class CNPhoneNumber: NSObject { open var stringValue: String { "" } }
open class CNLabeledValue<Value>: NSObject { open var value: Value { fatalError("a declaration only") } }
open class CNContact: NSObject {
  open var givenName: String { "" }
  open var familyName: String { "" }
  open var phoneNumbers: [CNLabeledValue<CNPhoneNumber>] { [] }
}
open class CNContactFetchRequest: NSObject { public init(keysToFetch: [any CNKeyDescriptor]) {} }
open class CNContactStore: NSObject {
  open class func authorizationStatus(for type: CNEntityType) -> CNAuthorizationStatus { .notDetermined }
  open func requestAccess(for type: CNEntityType) async throws -> Bool { false }
  open func enumerateContacts(
    with request: CNContactFetchRequest, usingBlock block: (CNContact, UnsafeMutablePointer<Bool>) -> Void
  ) throws {}
}
