import Foundation

/// What a key store answered.
public enum KeyAnswer: Sendable, Equatable {
  /// The key: 32 bytes, made once and kept.
  case key(Data)
  /// Locked at present, as before the first unlock after a start.
  case locked
  /// It did not answer; worth another try.
  case busy
  /// There was a key, and it is gone or unusable.
  case lost
}

/// Where the ledger's key and its anchor are kept.
///
/// Both calls run on threads of the library's own, never on the main one; they
/// may take their time.
public protocol KeySource: Sendable {
  /// Gives the key, making it at the first call.
  func key() -> KeyAnswer
  /// Makes a new key in place of the old one, which is lost; nil if that failed.
  func renew() -> Data?
  /// Gives the anchor that was kept last, or nil.
  func anchor() -> Data?
  /// Keeps the anchor, outside the folder of the ledger; false if that failed.
  func keep(anchor: Data) -> Bool
}

/// Keeps every anchor before the answer that it stands for is acknowledged. A store
/// that does not answer in time is not waited for: the answer itself is on disk.
final class AnchorKeeper: Sendable {
  private let keys: any KeySource
  private let limit: UInt64
  private let last = Locked<Data?>(nil)
  // Key stores block their caller, and a blocked thread of the cooperative pool
  // would hold up unrelated tasks: so the store has a queue of its own.
  private let queue = DispatchQueue(label: "org.askfirst.anchor", qos: .userInitiated)

  /// - Parameter limit: how long the store may take, in milliseconds.
  init(keys: any KeySource, limit: UInt64) {
    self.keys = keys
    self.limit = limit
  }

  /// Fetches the key once more and hands it over.
  func supply(_ link: Link) async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      queue.async { [keys] in
        link.supply(keys.key(), anchor: keys.anchor())
        done.resume()
      }
    }
  }

  func newKey() async -> Data? {
    await withCheckedContinuation { done in
      queue.async { [keys] in done.resume(returning: keys.renew()) }
    }
  }

  func keep(_ anchor: Data?) async {
    guard let anchor, last.with({ $0 != anchor }) else { return }
    _ = await abandonable(
      { await self.store(anchor) },
      { [limit] in await pause(milliseconds: limit) ? () : nil })
  }

  private func store(_ anchor: Data) async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      queue.async { [keys, last] in
        if keys.keep(anchor: anchor) { last.with { $0 = anchor } }
        done.resume()
      }
    }
  }
}
