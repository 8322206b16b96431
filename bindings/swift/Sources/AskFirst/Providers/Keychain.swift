#if canImport(Security)
  import Foundation
  import Security

  extension KeySource where Self == KeychainKeys {
    /// The app's Keychain, on this device only.
    public static var keychain: KeychainKeys { KeychainKeys() }
  }

  /// Keeps key and anchor in the Keychain: on this device only, so that neither a
  /// backup nor another device gets them, and readable after the first unlock, so
  /// that background work gets an answer.
  ///
  /// Neither holds anything that could name the device or the person after the app
  /// was deleted and installed again: the key is random, and the anchor is a digest.
  public struct KeychainKeys: KeySource {
    private let kept: KeptKeys

    /// - Parameter service: tells several guards of one app apart.
    public init(service: String = "org.askfirst.ledger") {
      kept = KeptKeys(KeychainItems(service: service))
    }

    /// Gives the key, making it at the first call.
    public func key() -> KeyAnswer { kept.key() }

    /// Makes a new key in place of the old one, which is kept beside it.
    public func renew() -> Data? { kept.renew() }

    /// Puts the key back that `renew` replaced.
    public func keepOldKey() { kept.keepOldKey() }

    /// Gives the anchor that was kept last.
    public func anchor() -> AnchorAnswer { kept.anchor() }

    /// Keeps the anchor.
    public func keep(anchor: Data) -> Bool { kept.keep(anchor: anchor) }
  }

  /// Items of the Keychain under one service.
  struct KeychainItems: KeptItems {
    let service: String

    private func query(_ name: String) -> [String: Any] {
      [
        kSecClass as String: kSecClassGenericPassword,
        kSecAttrService as String: service,
        kSecAttrAccount as String: name,
      ]
    }

    func read(_ name: String) -> KeptItem {
      var query = query(name)
      query[kSecReturnData as String] = true
      query[kSecMatchLimit as String] = kSecMatchLimitOne
      var item: CFTypeRef?
      switch SecItemCopyMatching(query as CFDictionary, &item) {
      case errSecSuccess: return (item as? Data).map(KeptItem.found) ?? .failed
      case errSecItemNotFound: return .none
      case errSecInteractionNotAllowed: return .locked
      default: return .failed
      }
    }

    func add(_ name: String, _ bytes: Data) -> KeptAddition {
      var item = query(name)
      item[kSecValueData as String] = bytes
      item[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
      switch SecItemAdd(item as CFDictionary, nil) {
      case errSecSuccess: return .added
      case errSecDuplicateItem: return .exists
      default: return .failed
      }
    }

    func change(_ name: String, _ bytes: Data) -> Bool {
      let change = [kSecValueData as String: bytes]
      return SecItemUpdate(query(name) as CFDictionary, change as CFDictionary) == errSecSuccess
    }
  }
#endif
