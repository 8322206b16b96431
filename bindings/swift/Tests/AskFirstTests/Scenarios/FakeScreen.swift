import AskFirst
import AskFirstTesting

/// The screen of a scenario: numbers the prompts and draws each of them once.
final class FakeScreen: Sendable {
  struct Standing: Sendable {
    let number: Int
    var prompt: Prompt
    var drawn: String?
  }

  private struct State {
    var standing: Standing?
    var seen: [Prompt] = []
  }

  private let state = Locked(State())
  private let language: String
  private let draws: Bool

  init(language: String, draws: Bool) {
    self.language = language
    self.draws = draws
  }

  var standing: Standing? { state.with { $0.standing } }
  var count: Int { state.with { $0.seen.count } }

  /// The prompt of a number, counted from 1, or the one that stands.
  func prompt(_ number: Int?) -> Prompt? {
    state.with { state in
      guard let number else { return state.standing?.prompt }
      return state.seen.indices.contains(number - 1) ? state.seen[number - 1] : nil
    }
  }

  func clear() { state.with { $0.standing = nil } }

  func watch(_ prompts: AsyncStream<Prompt?>) async {
    for await prompt in prompts where await meet(prompt) { await draw(language) }
  }

  /// Takes in what the guard publishes; true if it is to be drawn.
  private func meet(_ prompt: Prompt?) async -> Bool {
    state.with { state in
      guard let prompt else {
        state.standing = nil
        return false
      }
      guard prompt.id != state.standing?.prompt.id else { return false }
      state.seen.append(prompt)
      state.standing = Standing(number: state.seen.count, prompt: prompt, drawn: nil)
      return draws
    }
  }

  func draw(_ language: String) async {
    guard let standing else { return }
    _ = await standing.prompt.recordShown(language: language)
    state.with { state in
      if state.standing?.prompt.id == standing.prompt.id { state.standing?.drawn = language }
    }
  }

  func lines(_ standing: Standing) -> [[String]] {
    let prompt = standing.prompt
    let accesses = prompt.accesses.map(\.rawValue).joined(separator: ",")
    var lines = [["prompt", String(standing.number), Answers.word(prompt.style), accesses]]
    guard let text = prompt.texts.first(where: { $0.language == standing.drawn ?? language }) else {
      return lines
    }
    lines.append(["title", text.title])
    lines += text.paragraphs.map { ["paragraph", $0.role, $0.text] }
    lines += text.choices.map { ["choice", $0.id, $0.title, $0.detail] }
    lines += text.controls.map { ["control", $0.id, $0.label] }
    lines.append(["labels", text.policyLabel, text.closeLabel])
    lines.append(["hash", text.hash])
    return lines
  }
}
