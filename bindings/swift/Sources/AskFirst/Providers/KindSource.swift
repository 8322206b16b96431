import Foundation

/// One framework behind one kind: what the system says, its dialog, and the one
/// call that reads. All kinds but the headline ones are written in this shape,
/// so that the permit is checked in one place for all of them.
public struct KindSource<Value: Sendable>: Sendable {
  /// The key of the app's `Info.plist` without which the system would end the app at the request.
  public let purposeKey: String?
  let system: @Sendable () async -> SystemState
  let ask: @Sendable () async -> SystemState
  let reading: @Sendable () async -> Outcome<Value>

  /// - Parameters:
  ///   - purposeKey: the purpose string that the system insists on.
  ///   - system: what the system says now; must not read anything.
  ///   - ask: shows the system's dialog.
  ///   - reading: the call of the framework.
  public init(
    purposeKey: String? = nil,
    system: @escaping @Sendable () async -> SystemState = { SystemState() },
    ask: @escaping @Sendable () async -> SystemState = { SystemState() },
    reading: @escaping @Sendable () async -> Outcome<Value>
  ) {
    self.purposeKey = purposeKey
    self.system = system
    self.ask = ask
    self.reading = reading
  }
}

/// Reads one kind through its source.
public struct SourceProvider<Value: Sendable>: Provider {
  private let source: KindSource<Value>
  private let hasPurpose: @Sendable (String) -> Bool

  /// - Parameters:
  ///   - source: the framework.
  ///   - hasPurpose: whether the app declares a purpose string.
  public init(
    _ source: KindSource<Value>,
    hasPurpose: @escaping @Sendable (String) -> Bool = { Bundle.main.object(forInfoDictionaryKey: $0) != nil }
  ) {
    self.source = source
    self.hasPurpose = hasPurpose
  }

  private var lacksPurpose: Bool { source.purposeKey.map { !hasPurpose($0) } ?? false }

  /// What the system says. Without its purpose string the kind is not to be had.
  public func system() async -> SystemState {
    lacksPurpose ? SystemState(permission: .unavailable) : await source.system()
  }

  /// Shows the system's dialog, where one is still to come.
  public func askSystem() async -> SystemState {
    let present = await system()
    return present.permission == .notAsked ? await source.ask() : present
  }

  /// Reads once.
  public func read(_ permit: Permit) async -> Outcome<Value> {
    guard !lacksPurpose else { return .missing(.notOffered) }
    // PERMIT: source ProvidersTests/testNoSourceIsReadWithoutAGoodPermit
    guard permit.spend() else { return .void }
    // PERMIT-END
    return await source.reading()
  }
}

/// One line of a list that the system keeps, such as a contact, by the names of its parts.
public struct Row: Personal, Hashable {
  private let columns: [String: String]

  /// Wraps a line.
  public init(_ columns: [String: String]) { self.columns = columns }

  /// What stands in a part, if anything does.
  public subscript(name: String) -> String? { columns[name] }
}

/// A short text of the system's, such as a network's name.
public struct PlainText: Personal, Hashable {
  /// The text.
  public let text: String

  /// Wraps a text.
  public init(_ text: String) { self.text = text }
}

extension Kind where Value == [Row] {
  /// The address book; only the chosen contacts where the person chose some.
  public static var contacts: Kind { Kind("contacts.read") }
  /// The calendar's events of the next month.
  public static var calendar: Kind { Kind("calendar.read") }
  /// The photos; only the chosen ones where the person chose some. The system's picker needs no consent and comes first.
  public static var photos: Kind { Kind("media.photos") }
}

extension Kind where Value == PlainText {
  /// Steps of today.
  public static var steps: Kind { Kind("health.activity") }
  /// The name of the Wi-Fi network.
  public static var networkName: Kind { Kind("net.ssid") }
}

extension Kind where Value == Never {
  /// The camera: the app's own capture runs behind its gate with `use`.
  public static var camera: Kind { Kind("media.camera") }
  /// The microphone: the app's own recording runs behind its gate with `use`.
  public static var microphone: Kind { Kind("media.mic") }
  /// The local network, of which the system says nothing before the first connection: with `use`.
  public static var localNetwork: Kind { Kind("net.local") }
}
