// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Findings as lines of text: the file, the place in it, what was expected and what was found.
package struct LintText {
  /// The stream's name.
  package let name: String
  /// Notes in earlier lines, so that one about every telegram is written once.
  private var reportedNotes: Set<String> = []
  /// Notes that are remembered, so that a stream without end takes bounded memory.
  private static let noteLimit = 1000

  /// A report on a stream of this name.
  package init(name: String) {
    self.name = name
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

  /// The last line.
  package func line(_ total: LintTotal) -> String { "\(name): \(total.description)\n" }

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
  private struct Finding: Encodable {
    var kind: LintFinding.Kind
    var note: Bool
    var line: Int
    var offset: Int
    var message: String

    init(_ finding: LintFinding) {
      kind = finding.kind
      note = finding.isNote
      line = finding.place.line
      offset = finding.place.offset
      message = finding.message
    }
  }

  private struct Telegram: Encodable {
    var telegram: Int
    var line: Int
    var offset: Int
    var length: Int
    var right: Bool
    var findings: [Finding]
  }

  private struct Between: Encodable {
    var between: Finding
  }

  private struct Total: Encodable {
    struct Counts: Encodable {
      var telegrams: Int
      var right: Int
      var errors: [String: Int]
      var notes: [String: Int]
    }
    var total: Counts
  }

  /// The line of a result, ended.
  package static func line(_ result: TelegramStreamCheck.Result) throws -> String {
    switch result {
    case .telegram(let number, let telegram, let findings):
      try line(
        Telegram(
          telegram: number, line: telegram.place.line, offset: telegram.place.offset,
          length: telegram.bytes.count, right: findings.allSatisfy(\.isNote),
          findings: findings.map(Finding.init)))
    case .between(let finding):
      try line(Between(between: Finding(finding)))
    }
  }

  /// The last line, ended.
  package static func line(_ total: LintTotal) throws -> String {
    try line(
      Total(
        total: .init(
          telegrams: total.telegrams, right: total.correct, errors: named(total.errors),
          notes: named(total.notes))))
  }

  private static func named(_ counts: [LintFinding.Kind: Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: counts.map { ($0.rawValue, $1) })
  }

  private static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
