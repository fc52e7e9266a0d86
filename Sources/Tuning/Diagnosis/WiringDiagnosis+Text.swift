// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

extension WiringDiagnosis {
  /// What was seen: the wiring as given, and each input's current and directions.
  public var summaryText: String {
    var lines = ["Wiring as given: \(asGiven)", "\(cycles) cycles, \(inputs[0].states.count) states of the loads", ""]
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

  /// The candidates, most probable first, and what to do.
  public var verdictText: String {
    var lines = ["Probability  Wiring (input: line)"]
    for candidate in candidates.prefix(5) where candidate.probability >= min(0.005, candidates[0].probability) {
      let mark = candidate.contains(asGiven) ? "  <- as given" : ""
      let percent = String(format: "%.1f %%", 100 * candidate.probability)
      lines.append("\(percent.padded(to: 11))  \(candidate.hypothesis)\(mark)")
      let others = candidate.members.dropFirst().map { "\($0.hypothesis)" }
      lines += others.prefix(4).map { "\("or".padded(to: 11))  \($0)" }
      if others.count > 4 { lines.append("\("or".padded(to: 11))  any of \(others.count - 4) more that show the same") }
    }
    lines.append("")
    let isSure = candidates[0].probability >= Self.sure
    switch (isAsGiven, isSure) {
    case (true, true): lines.append("The wiring is as given.")
    case (true, false): lines.append("The wiring is most probably as given.")
    case (false, true): lines.append("The wiring is not as given.")
    case (false, false): lines.append("The wiring is most probably not as given.")
    }
    lines += advice.flatMap { Self.wrapped($0) }
    return lines.joined(separator: "\n") + "\n"
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
