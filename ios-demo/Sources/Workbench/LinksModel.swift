import AskFirst
import Foundation
import LinkStandIn
import Observation

/// The deep-link SDK: four kinds of data for four purposes, each with a decision of its own.
@MainActor @Observable public final class LinksModel {
  /// One of the four data–purpose pairs.
  public enum Item: String, CaseIterable, Sendable, Identifiable {
    case device, network, apps, clipboard

    /// Its name.
    public var id: String { rawValue }

    /// Its accesses; they are answered together, by one switch.
    var accesses: [AccessID] {
      switch self {
      case .device: [Access<DeviceIdentifier>.jmlinkDeviceID.id, Access<Never>.jmlinkDeviceInfo.id]
      case .network: [Access<Never>.jmlinkNetwork.id, Access<Fix>.jmlinkLocation.id]
      case .apps: [Access<InstalledApps>.jmlinkAppList.id]
      case .clipboard: [Access<Clip>.jmlinkClipboard.id]
      }
    }
  }

  /// One line of the page.
  public struct Row: Sendable, Equatable, Identifiable {
    /// The pair.
    public let id: Item
    /// Its title.
    public let title: String
    /// Its purpose.
    public let note: String
    /// Where it stands.
    public let badge: String
    /// Whether it is on.
    public let isOn: Bool
  }

  /// The four pairs.
  public private(set) var rows: [Row] = []
  /// What the SDK does.
  public private(set) var sdkState: String
  /// What came of the last invitation.
  public private(set) var invitation: String?
  /// Whether a question is under way.
  public private(set) var isBusy = false

  private var started: Started?
  private let privacy: Guard
  private let sdk: LinkStandIn
  private let words: Words

  init(privacy: Guard, sdk: LinkStandIn, words: Words) {
    self.privacy = privacy
    self.sdk = sdk
    self.words = words
    sdkState = words[.linksSdkIdle]
    rows = Item.allCases.map(row)
  }

  /// Brings the page up to date.
  public func refresh() async {
    rows = Item.allCases.map(row)
    sdkState = await describe()
  }

  /// The line under the tool on the home page.
  public var note: String { words(.noteLinksOn, String(rows.filter(\.isOn).count)) }

  /// One screen, four switches, none of them set; the SDK starts if any was turned on.
  public func choose() async {
    guard !isBusy else { return }
    isBusy = true
    defer { isBusy = false }
    let answers = await privacy.askTogether(Recipient.jmlink.all)
    if answers.contains(where: \.given) { started = await privacy.start(.jmlink) }
    await refresh()
  }

  /// The person opened an invitation link.
  public func openInvitation() async {
    if await !sdk.isRunning { started = await privacy.start(.jmlink) }
    switch await sdk.resolve() {
    case .direct(let project): invitation = words(.inviteDirect, name(of: project))
    case .noLink: invitation = words[.inviteNone]
    case .byHand: invitation = words[.inviteByHand]
    case nil: invitation = words(.inviteOff, heldBecause ?? "")
    }
    await refresh()
  }

  private var heldBecause: String? {
    if case .held(let shut) = started { shut.reason.message(in: words.language) } else { nil }
  }

  private func name(of project: String) -> String {
    switch project {
    case "binjiang": words[.projectBinjiang]
    case "luyin": words[.projectLuyin]
    case "qiaotou": words[.projectQiaotou]
    case "shanyue": words[.projectShanyue]
    default: project
    }
  }

  private func describe() async -> String {
    if await sdk.isRunning { return words[.linksSdkRunning] }
    if let heldBecause { return words(.linksSdkHeld, heldBecause) }
    let stopped = await sdk.starts > 0 && !rows.contains(where: \.isOn)
    return words[stopped ? .linksSdkStopped : .linksSdkIdle]
  }

  private func row(_ item: Item) -> Row {
    let states = privacy.consents.filter { item.accesses.contains($0.id) }.map(\.state)
    let isOn = !states.isEmpty && states.allSatisfy(\.isOpen)
    let (title, note): (Words.Key, Words.Key) =
      switch item {
      case .device: (.linkDevice, .linkDeviceNote)
      case .network: (.linkNetwork, .linkNetworkNote)
      case .apps: (.linkApps, .linkAppsNote)
      case .clipboard: (.linkClipboard, .linkClipboardNote)
      }
    return Row(
      id: item, title: words[title], note: words[note], badge: badge(states.first, isOn: isOn), isOn: isOn)
  }

  private func badge(_ state: GateState?, isOn: Bool) -> String {
    guard let state, !isOn else { return words[isOn ? .badgeOn : .badgeNotAsked] }
    if state.reason?.group == .systemOff { return words[.badgeSystemOff] }
    switch state.standing {
    case .withdrawn: return words[.badgeWithdrawn]
    case .refused: return words[.badgeOff]
    case .unAsked, .byPolicy, .given, .expired, .stale, .leftOpen, .notDeclared:
      return words[.badgeNotAsked]
    }
  }
}
