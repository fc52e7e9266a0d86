// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Findings as lines of text: the file, the place in it, what was expected and what was found.
package struct LintText {
  /// The stream's name.
  package let name: String
  /// Notes in earlier lines, so that one about every telegram is written once.
  private var reportedNotes: Set<String> = []
  /// The most notes that are remembered, so that a stream without end takes bounded memory.
  private static let noteLimit = 1000

  /// A report on a stream of this name.
  package init(name: String) {
    self.name = name.inert(limit: 200)
  }

  /// The lines of a result, each ended; empty where there is nothing to say.
  package mutating func lines(_ result: TelegramStreamCheck.Result) -> String {
    switch result {
    case .telegram(let number, _, let findings):
      findings.map { line($0, telegram: number) }.joined()
    case .between(let finding):
      line(finding, telegram: nil)
    }
  }

  /// The total, the dialects, and who takes telegrams such as these.
  package func lines(_ check: TelegramStreamCheck) -> String {
    let verdicts = check.verdicts
    let width = verdicts.map(\.reader.count).max() ?? 0
    let dialects = check.dialectCounts.map { "\($0.count) of \($0.dialect.name)" }.joined(separator: ", ")
    var text = "\(name): \(check.total.description)\n"
    if !dialects.isEmpty { text += "\nDialect, by what the telegrams say of themselves: \(dialects).\n" }
    if !verdicts.isEmpty { text += "\nWho takes this, as far as tried:\n" }
    for verdict in verdicts {
      let reader = verdict.reader + String(repeating: " ", count: width - verdict.reader.count)
      text +=
        "  \(reader)  \(verdict.extent.rawValue)\(verdict.remark.isEmpty ? "" : ": \(verdict.remark)")\n"
    }
    return text
  }

  private mutating func line(_ finding: LintFinding, telegram: Int?) -> String {
    if finding.isNote {
      guard reportedNotes.count < Self.noteLimit, reportedNotes.insert(finding.message).inserted else {
        return ""
      }
    }
    let telegram = telegram.map { "telegram \($0): " } ?? ""
    return "\(name): \(finding.place): \(telegram)\(finding.text)\n"
  }
}

/// Findings as JSON: an object for each telegram and for what lies between two, then one for the total.
package enum LintJSON {
  /// The line of a result, ended.
  package static func line(_ result: TelegramStreamCheck.Result) -> String {
    switch result {
    case .telegram(let number, let telegram, let findings):
      line([
        "findings": .list(findings.map(value(of:))), "length": .integer(telegram.bytes.count),
        "line": .integer(telegram.place.line), "offset": .integer(telegram.place.offset),
        "right": .flag(findings.allSatisfy(\.isNote)), "telegram": .integer(number),
      ])
    case .between(let finding):
      line(["between": value(of: finding)])
    }
  }

  /// The last line, ended: the total, the dialects, and who takes telegrams such as these.
  package static func line(_ check: TelegramStreamCheck) -> String {
    let total = check.total
    let dialects = check.dialectCounts.map { JSONValue.Member($0.dialect.rawValue, .integer($0.count)) }
    return line([
      "total": .object([
        "dialects": .members(dialects), "errors": value(of: total.errors), "notes": value(of: total.notes),
        "readers": .list(check.verdicts.map(value(of:))), "right": .integer(total.correct),
        "telegrams": .integer(total.telegrams),
      ])
    ])
  }

  private static func value(of verdict: ReaderVerdict) -> JSONValue {
    .object([
      "reader": .text(verdict.reader), "remark": .text(verdict.remark),
      "takes": .text(verdict.extent.rawValue),
    ])
  }

  private static func value(of finding: LintFinding) -> JSONValue {
    .object([
      "kind": .text(finding.kind.rawValue), "line": .integer(finding.place.line),
      "message": .text(finding.message), "note": .flag(finding.isNote),
      "offset": .integer(finding.place.offset),
    ])
  }

  private static func value(of counts: [LintFinding.Kind: Int]) -> JSONValue {
    let named = counts.map { JSONValue.Member($0.rawValue, .integer($1)) }
    return .members(named.sorted { $0.key < $1.key })
  }

  private static func line(_ members: KeyValuePairs<String, JSONValue>) -> String {
    JSONValue.object(members).json() + "\n"
  }
}
