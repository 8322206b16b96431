#if canImport(os)
  import os
#endif
import Foundation

/// One line of the library's log.
public struct LogRecord: Sendable, Hashable {
  /// How much it matters.
  public enum Level: String, Sendable, CaseIterable {
    /// The library failed at something.
    case error
    /// Something an app team should look at.
    case warn
    /// The course of things.
    case info
    /// For the library's developers.
    case debug
    /// Every step.
    case trace
  }

  /// How much it matters.
  public let level: Level
  /// Which part of the library speaks.
  public let target: String
  /// What it says. No collected value is ever in it.
  public let message: String

  /// Describes a line.
  public init(level: Level, target: String, message: String) {
    self.level = level
    self.target = target
    self.message = message
  }
}

/// Takes the library's log.
public protocol LogSink: Sendable {
  /// Takes one line.
  func log(_ record: LogRecord)
}

/// Writes to the system's log: `os.Logger` on Apple's systems, where every
/// message is marked public because none holds a value; elsewhere warnings and
/// errors go to standard error.
public struct SystemLog: LogSink {
  /// The system's log.
  public init() {}

  /// Writes one line.
  public func log(_ record: LogRecord) {
    #if canImport(os)
      let logger = Logger(subsystem: "org.askfirst", category: record.target)
      logger.log(level: record.level.osType, "\(record.message, privacy: .public)")
    #else
      guard record.level == .error || record.level == .warn else { return }
      let line = "askfirst \(record.level.rawValue) \(record.target): \(record.message)\n"
      FileHandle.standardError.write(Data(line.utf8))
    #endif
  }
}

#if canImport(os)
  extension LogRecord.Level {
    var osType: OSLogType {
      switch self {
      case .error: .error
      case .warn: .default
      case .info: .info
      case .debug, .trace: .debug
      }
    }
  }
#endif
