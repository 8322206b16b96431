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
    private let service: String

    /// - Parameter service: tells several guards of one app apart.
    public init(service: String = "org.askfirst.ledger") { self.service = service }

    /// Gives the key, making it at the first call.
    public func key() -> KeyAnswer {
      switch read("key") {
      case .found(let bytes): return bytes.count == 32 ? .key(bytes) : .lost
      case .none: return make()
      case .locked: return .locked
      case .failed: return .busy
      }
    }

    /// Makes a new key in place of the old one.
    public func renew() -> Data? {
      if case .key(let bytes) = make() { bytes } else { nil }
    }

    /// Gives the anchor that was kept last.
    public func anchor() -> Data? {
      if case .found(let bytes) = read("anchor") { bytes } else { nil }
    }

    /// Keeps the anchor.
    public func keep(anchor: Data) -> Bool { write("anchor", anchor) }

    private enum Found { case found(Data), none, locked, failed }

    private func query(_ name: String) -> [String: Any] {
      [
        kSecClass as String: kSecClassGenericPassword,
        kSecAttrService as String: service,
        kSecAttrAccount as String: name,
      ]
    }

    private func read(_ name: String) -> Found {
      var query = query(name)
      query[kSecReturnData as String] = true
      query[kSecMatchLimit as String] = kSecMatchLimitOne
      var item: CFTypeRef?
      switch SecItemCopyMatching(query as CFDictionary, &item) {
      case errSecSuccess: return (item as? Data).map(Found.found) ?? .failed
      case errSecItemNotFound: return .none
      case errSecInteractionNotAllowed: return .locked
      default: return .failed
      }
    }

    private func write(_ name: String, _ bytes: Data) -> Bool {
      let change = [kSecValueData as String: bytes]
      let changed = SecItemUpdate(query(name) as CFDictionary, change as CFDictionary)
      guard changed == errSecItemNotFound else { return changed == errSecSuccess }
      var item = query(name)
      item[kSecValueData as String] = bytes
      item[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
      return SecItemAdd(item as CFDictionary, nil) == errSecSuccess
    }

    private func make() -> KeyAnswer {
      var bytes = Data(count: 32)
      let made = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { SecRandomCopyBytes(kSecRandomDefault, 32, $0) } ?? -1
      }
      guard made == errSecSuccess, write("key", bytes) else { return .busy }
      return .key(bytes)
    }
  }
#endif
