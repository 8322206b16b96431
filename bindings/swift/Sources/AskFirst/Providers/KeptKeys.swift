import Foundation

/// A store of small named secrets, such as the Keychain.
package protocol KeptItems: Sendable {
  /// Looks for an item.
  func read(_ name: String) -> KeptItem
  /// Makes an item that is not there yet. Of two that do so at once, one is told that it exists.
  func add(_ name: String, _ bytes: Data) -> KeptAddition
  /// Changes an item that is there; false if it is not, or if that failed.
  func change(_ name: String, _ bytes: Data) -> Bool
}

/// What a store found.
package enum KeptItem: Sendable, Equatable {
  case found(Data)
  case none
  /// Not before the device is unlocked.
  case locked
  /// The store did not answer.
  case failed
}

/// How adding to a store ended.
package enum KeptAddition: Sendable, Equatable {
  case added, exists, failed
}

/// Keeps key and anchor in a store, whichever it is.
package final class KeptKeys: KeySource {
  private let items: any KeptItems
  /// The key that `renew` replaced in this process.
  private let replaced = Locked<Data?>(nil)

  package init(_ items: any KeptItems) { self.items = items }

  package func key() -> KeyAnswer {
    let found = items.read("key")
    if case .none = found { return make() }
    return answer(found)
  }

  package func renew() -> Data? {
    let bytes = random()
    switch items.read("key") {
    case .found(let old):
      // Kept under another name too: it reads the ledger that is set aside.
      guard write("key.before", old), items.change("key", bytes) else { return nil }
      replaced.with { $0 = old }
      return bytes
    case .none: return items.add("key", bytes) == .added ? bytes : nil
    case .locked, .failed: return nil
    }
  }

  package func keepOldKey() {
    replaced.with { replaced in
      if let old = replaced, items.change("key", old) { replaced = nil }
    }
  }

  package func anchor() -> AnchorAnswer {
    switch items.read("anchor") {
    case .found(let bytes): .kept(bytes)
    case .none: .none
    case .locked, .failed: .notNow
    }
  }

  package func keep(anchor: Data) -> Bool { write("anchor", anchor) }

  /// Another process may be opening for the first time as well: whoever comes second takes the first one's key.
  private func make() -> KeyAnswer {
    let bytes = random()
    switch items.add("key", bytes) {
    case .added: return .key(bytes)
    case .exists: return answer(items.read("key"))
    case .failed: return .busy
    }
  }

  private func answer(_ found: KeptItem) -> KeyAnswer {
    switch found {
    case .found(let bytes): bytes.count == 32 ? .key(bytes) : .lost
    case .locked: .locked
    case .none, .failed: .busy
    }
  }

  private func write(_ name: String, _ bytes: Data) -> Bool {
    items.change(name, bytes) || items.add(name, bytes) == .added
  }

  /// The system's own generator, which is a cryptographic one on every platform of Swift.
  private func random() -> Data {
    var generator = SystemRandomNumberGenerator()
    return Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }
}
