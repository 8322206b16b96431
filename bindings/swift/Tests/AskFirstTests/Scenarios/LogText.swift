/// One call that the app made, and what it was answered.
struct MadeCall {
  let order: Int
  let step: Int
  let verb: String
  let subject: String
  var answer: [String]

  func isTogether(with other: MadeCall) -> Bool {
    (step, verb, subject) == (other.step, other.verb, other.subject)
  }
}

/// The canonical decision log of `docs/scenarios.md`, section 6.
struct LogText {
  private(set) var text = ""

  init(_ name: String) { add(["askfirst-log", "1", name]) }

  mutating func line(_ step: Int, _ milliseconds: Int64, _ fields: [String]) {
    add([String(step), String(milliseconds)] + fields)
  }

  /// Equal answers to calls that one step made together share a line.
  mutating func calls(_ step: Int, _ milliseconds: Int64, _ calls: [MadeCall]) {
    var rest = calls[...]
    while let first = rest.first {
      let together = rest.prefix { $0.isTogether(with: first) }
      rest = rest.dropFirst(together.count)
      let answers = Dictionary(grouping: together, by: { $0.answer.joined(separator: "\t") })
      for key in Array(answers.keys).sortedByBytes {
        guard let equal = answers[key], let one = equal.first else { continue }
        line(step, milliseconds, ["call", one.verb, one.subject, String(equal.count)] + one.answer)
      }
    }
  }

  private mutating func add(_ fields: [String]) {
    text += fields.map(LogText.escaped).joined(separator: "\t") + "\n"
  }

  private static func escaped(_ field: String) -> String {
    if field.isEmpty { return "-" }
    var out = ""
    for scalar in field.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\t": out += "\\t"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
