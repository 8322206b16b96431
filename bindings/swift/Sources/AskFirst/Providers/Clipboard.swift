import Foundation

/// The clipboard as the provider sees it. On iOS it is `UIPasteboard`.
public protocol ClipboardSource: Sendable {
  /// Whether the clipboard seems to hold one of these, found without reading it
  /// and hence without the system's notice.
  func detect() async -> Set<ClipPattern>
  /// Reads the content; the system may tell or ask the person.
  func content() async -> Clip?
}

/// What a clipboard can be recognised to hold without reading it.
public enum ClipPattern: Sendable, Hashable, CaseIterable {
  /// Probably a web link.
  case link
  /// Probably words to search for.
  case search
  /// A number.
  case number
}

/// Reads the clipboard, patterns first: where nothing looks like what the app
/// can use, the content is never fetched and the system shows no notice.
public struct ClipboardProvider<Source: ClipboardSource>: Provider {
  private let source: Source
  private let wanted: Set<ClipPattern>

  /// - Parameters:
  ///   - source: the clipboard.
  ///   - wanted: what the app can use; empty to fetch whatever is there.
  public init(_ source: Source, wanted: Set<ClipPattern> = []) {
    self.source = source
    self.wanted = wanted
  }

  /// Looks at the patterns and then fetches the content, under one permit: both are access.
  public func read(_ permit: Permit) async -> Outcome<Clip> {
    // PERMIT: clipboard ProvidersTests/testTheClipboardIsNotTouchedWithoutAGoodPermit
    guard permit.spend() else { return .void }
    // PERMIT-END
    if !wanted.isEmpty, await source.detect().isDisjoint(with: wanted) {
      return .missing(.noValue)
    }
    return await source.content().map(Outcome.value) ?? .missing(.noValue)
  }
}

#if canImport(UIKit)
  import UIKit

  /// The system's clipboard.
  public struct SystemClipboard: ClipboardSource {
    /// The general pasteboard.
    public init() {}

    /// Asks for patterns, which shows no notice to the person.
    @MainActor public func detect() async -> Set<ClipPattern> {
      let patterns: Set<UIPasteboard.DetectionPattern> = [
        .probableWebURL, .probableWebSearch, .number,
      ]
      return await withCheckedContinuation { waiter in
        // Sendable, because the system calls it on a queue of its own choosing.
        UIPasteboard.general.detectPatterns(for: patterns) { @Sendable result in
          let found = (try? result.get()) ?? []
          var seen: Set<ClipPattern> = []
          if found.contains(.probableWebURL) { seen.insert(.link) }
          if found.contains(.probableWebSearch) { seen.insert(.search) }
          if found.contains(.number) { seen.insert(.number) }
          waiter.resume(returning: seen)
        }
      }
    }

    /// Fetches the content; from iOS 16 the system asks the person.
    @MainActor public func content() async -> Clip? {
      let board = UIPasteboard.general
      if let link = board.url { return Clip(text: link.absoluteString, link: link) }
      return board.string.map { Clip(text: $0) }
    }
  }
#endif
