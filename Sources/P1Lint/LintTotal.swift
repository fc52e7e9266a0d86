// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The counts of a whole stream.
public struct LintTotal: Equatable, Sendable, CustomStringConvertible {
  /// Telegrams with a beginning and an end.
  public private(set) var telegrams = 0
  /// Telegrams of these without an error.
  public private(set) var correct = 0
  /// Errors by kind, in telegrams and between them; kinds without one are absent.
  public private(set) var errors: [LintFinding.Kind: Int] = [:]
  /// Notes by kind; kinds without one are absent.
  public private(set) var notes: [LintFinding.Kind: Int] = [:]

  /// Whether no error was found, in telegrams or between them.
  public var isCorrect: Bool { errors.isEmpty }

  /// Counts a telegram.
  mutating func add(telegram findings: [LintFinding]) {
    telegrams += 1
    if findings.allSatisfy(\.isNote) { correct += 1 }
    for finding in findings { add(finding) }
  }

  /// Counts a finding.
  mutating func add(_ finding: LintFinding) {
    if finding.isNote {
      notes[finding.kind, default: 0] += 1
    } else {
      errors[finding.kind, default: 0] += 1
    }
  }

  /// One line: `3 telegrams, 2 right; errors: 1 crc; notes: none`.
  public var description: String {
    "\(NumberText.count(telegrams, "telegrams")), \(correct) right; errors: \(Self.text(errors)); notes: \(Self.text(notes))"
  }

  private static func text(_ counts: [LintFinding.Kind: Int]) -> String {
    let texts = LintFinding.Kind.allCases.compactMap { kind in counts[kind].map { "\($0) \(kind.rawValue)" } }
    return texts.isEmpty ? "none" : texts.joined(separator: ", ")
  }
}
