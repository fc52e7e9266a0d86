// SPDX-License-Identifier: Apache-2.0

/// What was found in a whole stream.
package struct LintTotal: Equatable, Sendable {
  /// Telegrams with a beginning and an end.
  package private(set) var telegrams = 0
  /// Those of them without an error.
  package private(set) var right = 0
  /// Errors by kind, in telegrams and between them.
  package private(set) var errors: [LintFinding.Kind: Int] = [:]
  /// Notes by kind.
  package private(set) var notes: [LintFinding.Kind: Int] = [:]

  /// Whether nothing is wrong.
  package var isRight: Bool { errors.isEmpty }

  /// Counts a telegram.
  package mutating func add(telegram findings: [LintFinding]) {
    telegrams += 1
    if findings.allSatisfy(\.isNote) { right += 1 }
    for finding in findings { add(finding) }
  }

  /// Counts what is in no telegram.
  package mutating func add(_ finding: LintFinding) {
    if finding.isNote {
      notes[finding.kind, default: 0] += 1
    } else {
      errors[finding.kind, default: 0] += 1
    }
  }

  /// One line.
  package var description: String {
    "\(telegrams) telegrams, \(right) right; errors: \(Self.text(errors)); notes: \(Self.text(notes))"
  }

  private static func text(_ counts: [LintFinding.Kind: Int]) -> String {
    let texts = LintFinding.Kind.allCases.compactMap { kind in counts[kind].map { "\($0) \(kind.rawValue)" } }
    return texts.isEmpty ? "none" : texts.joined(separator: ", ")
  }
}
