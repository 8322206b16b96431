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

/// What a store answered when it was asked for the anchor. Only `none` lets a ledger
/// open without noticing that it is an older copy.
public enum AnchorAnswer: Sendable, Equatable {
  /// Nothing was ever kept.
  case none
  /// What was kept last.
  case kept(Data)
  /// It cannot be read now; it is asked again, and the guard stays closed meanwhile.
  case notNow
  /// Something was kept and cannot be read any more: a ledger that is there counts as rolled back.
  case broken
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
  /// Takes `renew` back: the guard did not begin anew, and only the old key reads the old ledger.
  func keepOldKey()
  /// Gives the anchor that was kept last.
  func anchor() -> AnchorAnswer
  /// Keeps the anchor, outside the folder of the ledger; false if that failed.
  func keep(anchor: Data) -> Bool
}

extension KeySource {
  /// Does nothing: for a source whose `renew` does not replace the old key.
  public func keepOldKey() {}

  /// Hands the key over with the anchor; true if the answer was final.
  ///
  /// An anchor that cannot be had now is waited for: without it an older copy of the
  /// ledger would not be noticed.
  func supply(_ link: Link) -> Bool {
    let answer = key()
    switch answer {
    case .key:
      let anchor = self.anchor()
      let isThere = anchor != .notNow
      link.supply(isThere ? answer : .locked, anchor: anchor)
      return isThere
    case .lost:
      link.supply(.lost, anchor: .broken)
      return true
    case .locked:
      link.supply(.locked, anchor: .broken)
      return false
    // Nothing is handed over: the guard stays shut until a later try or its own time limit.
    case .busy: return false
    }
  }
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
        _ = keys.supply(link)
        done.resume()
      }
    }
  }

  func newKey() async -> Data? {
    await withCheckedContinuation { done in
      queue.async { [keys] in done.resume(returning: keys.renew()) }
    }
  }

  func keepOldKey() async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      queue.async { [keys] in
        keys.keepOldKey()
        done.resume()
      }
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
