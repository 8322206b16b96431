import AskFirst
import Foundation
import Observation

/// A project of the list.
public struct Project: Sendable, Equatable, Identifiable {
  /// Its id, as an invitation link names it.
  public let id: String
  /// Its name.
  public let name: String
  /// What it is.
  public let note: String
  /// How far it is, if the person sorted by distance.
  public var kilometres: Double?
  let latitude: Double
  let longitude: Double
}

/// Projects nearby: sorted by name without any data, by distance with one position.
@MainActor @Observable public final class NearbyModel {
  /// How the list is sorted, and what to say about it.
  public enum Order: Sendable, Equatable {
    /// By name; nothing was read.
    case name
    /// By distance, from one position that was not kept.
    case distance
    /// By name: allowed, but the phone has no position.
    case nameWithoutFix
    /// By name: not allowed, and what a screen can offer next.
    case nameBecause(Shut)
  }

  /// The projects in order.
  public private(set) var projects: [Project]
  /// How they are sorted.
  public private(set) var order: Order = .name
  /// Whether a question or a read is under way.
  public private(set) var isBusy = false
  /// The gate's state, for the line on the home page.
  public private(set) var state: GateState

  private let privacy: Guard
  private let words: Words

  init(privacy: Guard, words: Words) {
    self.privacy = privacy
    self.words = words
    state = privacy.gate(.nearbyLocation).state
    projects = Self.all(words)
  }

  /// Brings the page up to date.
  public func refresh() { state = privacy.gate(.nearbyLocation).state }

  /// The person pressed "sort by distance": asks if need be, reads one position, sorts.
  public func sort() async {
    guard !isBusy else { return }
    isBusy = true
    defer { isBusy = false }
    switch await privacy.gate(.nearbyLocation).read(ask: .tapped) {
    case .value(let fix): sort(from: fix)
    case .unavailable: byName(.nameWithoutFix)
    case .shut(let shut): byName(.nameBecause(shut))
    }
    refresh()
  }

  /// What the page says above the list.
  public var explanation: String {
    switch order {
    case .name: words[.orderNameNote]
    case .distance: words[.orderDistanceNote]
    case .nameWithoutFix: words[.orderNoneNote]
    case .nameBecause(let shut): shut.effect ?? shut.reason.message(in: words.language)
    }
  }

  /// The heading above the list.
  public var heading: String { order == .distance ? words[.orderDistance] : words[.orderName] }

  /// Whether the page offers the way to the system's settings.
  public var offersSettings: Bool {
    if case .nameBecause(let shut) = order { shut.remedy == .systemSettings } else { false }
  }

  private func byName(_ order: Order) {
    projects = Self.all(words)
    self.order = order
  }

  private func sort(from fix: Fix) {
    projects = Self.all(words).map { project in
      var project = project
      project.kilometres = Self.distance(fix, project)
      return project
    }
    .sorted { ($0.kilometres ?? 0) < ($1.kilometres ?? 0) }
    order = .distance
  }

  /// Good enough for a list: on a plane, at the latitude of the two.
  private static func distance(_ fix: Fix, _ project: Project) -> Double {
    let degree = 111.2
    let north = (project.latitude - fix.latitude) * degree
    let east = (project.longitude - fix.longitude) * degree * cos(fix.latitude * .pi / 180)
    return (north * north + east * east).squareRoot()
  }

  private static func all(_ words: Words) -> [Project] {
    [
      project("binjiang", words[.projectBinjiang], words[.projectBinjiangNote], 22.543, 114.060),
      project("luyin", words[.projectLuyin], words[.projectLuyinNote], 22.620, 114.120),
      project("qiaotou", words[.projectQiaotou], words[.projectQiaotouNote], 22.510, 113.920),
      project("shanyue", words[.projectShanyue], words[.projectShanyueNote], 22.700, 114.300),
    ]
  }

  private static func project(
    _ id: String, _ name: String, _ note: String, _ latitude: Double, _ longitude: Double
  ) -> Project {
    Project(id: id, name: name, note: note, kilometres: nil, latitude: latitude, longitude: longitude)
  }
}
