import AskFirst
import AskFirstTesting
import Foundation

/// The phone of a scenario: what the system says about each kind, and what is counted underneath.
final class FakePhone: Surroundings {
  private struct Dialog {
    let number: Int
    let kind: String
  }

  private struct State {
    var permissions: [String: String] = [:]
    var switches: [String: Bool] = [:]
    var gives: [String: String] = [:]
    var foreground = true
    var screen = true
    var holds: [String: String] = [:]
    var held: Set<String> = []
    var dialogs: [Dialog] = []
    var lastDialog = 0
    var reads = 0
  }

  private let state = Locked(State())

  init(_ start: JSON?) { change(start) }

  func change(_ change: JSON?) {
    guard let change else { return }
    state.with { state in
      for (kind, word) in change["permissions"]?.fields ?? [:] { state.permissions[kind] = word.text }
      for (kind, on) in change["switches"]?.fields ?? [:] { state.switches[kind] = on.bool }
      for (kind, word) in change["gives"]?.fields ?? [:] { state.gives[kind] = word.text }
      state.foreground = change["foreground"]?.bool ?? state.foreground
      state.screen = change["screen"]?.bool ?? state.screen
    }
  }

  func inFront(_ front: Bool) {
    state.with { ($0.foreground, $0.screen) = (front, front) }
  }

  var isInFront: Bool { state.with { $0.foreground } }
  var hasScreen: Bool { state.with { $0.screen } }
  var reads: Int { state.with { $0.reads } }
  var dialogsShown: Int { state.with { $0.lastDialog } }

  /// The dialog that stands, with its number; nil if none does.
  var dialog: (number: Int, kind: String)? {
    state.with { state in state.dialogs.first.map { ($0.number, $0.kind) } }
  }

  func system(_ kind: String) -> SystemState {
    state.with { state in
      let permission: SystemState.Permission =
        switch state.permissions[kind] {
        case "not_asked": .notAsked
        case "granted": .granted
        case "denied": .denied
        case "unavailable": .unavailable
        default: .notNeeded
        }
      return SystemState(permission: permission, switchedOn: state.switches[kind] ?? true)
    }
  }

  // MARK: the system's dialogs

  func showDialog(_ kind: String) -> Int {
    state.with { state in
      state.lastDialog += 1
      state.dialogs.append(Dialog(number: state.lastDialog, kind: kind))
      return state.lastDialog
    }
  }

  func isUp(_ number: Int) -> Bool { state.with { $0.dialogs.contains { $0.number == number } } }

  func takeDown(_ number: Int) { state.with { $0.dialogs.removeAll { $0.number == number } } }

  func answerDialog(_ permission: String) {
    state.with { state in
      guard !state.dialogs.isEmpty else { return }
      state.permissions[state.dialogs.removeFirst().kind] = permission
    }
  }

  func forgetProcess() {
    state.with { state in
      state.dialogs = []
      state.holds = [:]
      state.held = []
    }
  }

  // MARK: reads

  func hold(_ kind: String, at place: String) { state.with { $0.holds[kind] = place } }
  func goOn(_ kind: String) { state.with { _ = $0.held.remove(kind) } }
  func countRead() { state.with { $0.reads += 1 } }

  func pause(_ kind: String, at place: String) async {
    let stops = state.with { state in
      guard state.holds[kind] == place else { return false }
      state.holds[kind] = nil
      state.held.insert(kind)
      return true
    }
    while stops, state.with({ $0.held.contains(kind) }) { await rest() }
  }

  func outcome(_ kind: String) -> Outcome<PhoneValue> {
    switch state.with({ $0.gives[kind] }) {
    case "no_value": .missing(.noValue)
    case "not_offered": .missing(.notOffered)
    case "failed": .missing(.failed)
    default: .value(PhoneValue())
    }
  }
}

/// What the fake phone hands out, whatever the kind.
struct PhoneValue: Personal {}

/// The one fake provider, told which kind it stands for.
struct PhoneProvider: Provider {
  let kind: String
  let phone: FakePhone

  func system() async -> SystemState { phone.system(kind) }

  func askSystem() async -> SystemState {
    let number = phone.showDialog(kind)
    while phone.isUp(number) {
      if Task.isCancelled { phone.takeDown(number) }
      await rest()
    }
    return phone.system(kind)
  }

  func read(_ permit: Permit) async -> Outcome<PhoneValue> {
    await phone.pause(kind, at: "before")
    guard permit.spend() else { return .void }
    phone.countRead()
    await phone.pause(kind, at: "after")
    return phone.outcome(kind)
  }
}

/// Waits a moment, also in a cancelled task.
func rest() async {
  await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(1)) { done.resume() }
  }
}

/// The SDKs of one process, and what their adapters were told.
final class SDKDesk: Sendable {
  private let lines = Locked<[[String]]>([])
  private let count = Locked(0)

  var starts: Int { count.with { $0 } }
  var told: Int { lines.with { $0.count } }

  func tell(_ what: String, _ recipient: String, _ allowed: Set<AccessID>) {
    if what == "start" { count.with { $0 += 1 } }
    lines.with {
      $0.append(["sdk", what, recipient, allowed.map(\.rawValue).sortedByBytes.joined(separator: ",")])
    }
  }

  func take() -> [[String]] {
    lines.with { lines in
      defer { lines = [] }
      return lines
    }
  }
}

struct FakeAdapter: SDKAdapter {
  let recipient: Recipient
  let stops: Stopped
  let desk: SDKDesk

  func start(allowed: Set<AccessID>) async { desk.tell("start", recipient.id, allowed) }
  func changed(allowed: Set<AccessID>) async { desk.tell("changed", recipient.id, allowed) }
  func stop() async -> Stopped {
    desk.tell("stop", recipient.id, [])
    return stops
  }
}

extension Array where Element == String {
  /// Sorted as bytes, which is how logs sort; Swift's own order of strings is another.
  var sortedByBytes: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
