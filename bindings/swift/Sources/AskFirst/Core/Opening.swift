import Foundation

/// Fetches key and anchor on a thread of its own. Key stores answer slowly and
/// sometimes not at all; neither the caller nor a task may wait for them.
enum Opening {
  static func begin(link: Link, keys: any KeySource, directory: URL) {
    let thread = Thread {
      prepare(directory)
      var patience = 0
      while true {
        let isFinal = keys.supply(link)
        // A store that is locked or busy opens later by itself: asked again at
        // growing intervals, at most once a minute.
        guard !isFinal, patience < 60, !link.isClosedByHost else { return }
        patience += 1
        Thread.sleep(forTimeInterval: min(60, 0.5 * Double(patience)))
      }
    }
    thread.name = "org.askfirst.opening"
    thread.start()
  }

  static var standardDirectory: URL {
    let manager = FileManager.default
    let base =
      manager.urls(for: .applicationSupportDirectory, in: .userDomainMask).first
      ?? manager.temporaryDirectory
    return base.appendingPathComponent("AskFirst", isDirectory: true)
  }

  private static func prepare(_ directory: URL) {
    try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    #if canImport(Darwin)
      // A restored ledger on another device would have no key and only alarm people.
      var folder = directory
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      try? folder.setResourceValues(values)
    #endif
  }
}
