// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Foundation
import Metering

extension WiringDiagnosis {
  /// The summary: the intended wiring, and each input's current and directions.
  public var summaryText: String {
    var lines = [
      "Wiring as given: \(asIntended)", "\(cycles) cycles, \(inputs[0].states.count) states of the loads", "",
    ]
    lines.append("Input  Largest current  Angle to reference  Import  Export  Neither")
    for input in inputs {
      let counts = input.directions
      let shares = [counts.importing, counts.exporting, counts.indeterminate].map {
        String(format: "%6.0f %%", 100 * Double($0) / Double(max(cycles, 1)))
      }
      let current = input.isSilent ? "none" : String(format: "%.2f A", input.largest.magnitude)
      let angle = input.isSilent ? "" : String(format: "%.1f deg", input.largest.degrees)
      lines.append(
        "\(input.input.rawValue)    \(current.padded(to: 17))\(angle.padded(to: 20))\(shares.joined())")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The verdict: the candidates, most probable first, and the steps to take.
  public var verdictText: String {
    // The best, others that count, and in any case the intended one.
    let listed = candidates.enumerated().filter { rank, candidate in
      rank == 0 || (rank < 5 && candidate.probability >= 0.005) || candidate.contains(asIntended)
    }
    var lines = ["Percent  Wiring (input: line)"]
    for (rank, candidate) in listed { lines += Self.text(of: candidate, isBest: rank == 0, asIntended) }
    lines.append("")
    let isSure = candidates[0].probability >= Self.sure
    switch (isAsIntended, isSure) {
    case (true, true): lines.append("The wiring is as given.")
    case (true, false): lines.append("The wiring is most probably as given.")
    case (false, true): lines.append("The wiring is not as given.")
    case (false, false): lines.append("The wiring is most probably not as given.")
    }
    lines += advice.flatMap { Self.wrapped($0) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A candidate's lines: all of its hypotheses for the best one, of others how many there are.
  private static func text(of candidate: Candidate, isBest: Bool, _ asIntended: WiringHypothesis) -> [String]
  {
    let percent = String(format: "%.1f", 100 * candidate.probability)
    let mark = candidate.contains(asIntended) ? "  <- as given" : ""
    var lines = ["\(percent.padded(to: 7))  \(candidate.hypothesis)\(mark)"]
    let others = candidate.members.dropFirst().map { "\($0.hypothesis)" }
    // A clamp without a current may be anywhere: more than these say nothing.
    let limit = isBest ? 12 : 0
    lines += others.prefix(limit).map { "\("or".padded(to: 7))  \($0)" }
    let rest = others.count - limit
    if rest > 0 {
      let count = isBest ? "\(rest) more" : "\(rest)"
      lines.append("\("or".padded(to: 7))  \(count) that show\(rest == 1 ? "s" : "") the same")
    }
    return lines
  }

  /// A text as an item of a list, in lines of 80 characters at most.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = "-"
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > 80 {
        lines.append(line)
        line = " "
      }
      line += " \(word)"
    }
    return lines + [line]
  }
}
