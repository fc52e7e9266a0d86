// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import Commissioning

/// How right the diagnoses of many households are.
struct PopulationScore: CustomStringConvertible {
  /// Answers of about one probability.
  struct Bin {
    var count = 0
    var right = 0
    /// The sum of the probabilities that were told.
    var told = 0.0

    /// The share that was right, with its interval of 95 % (Wilson).
    var interval: ClosedRange<Double> {
      let (n, z) = (Double(max(count, 1)), 1.96)
      let share = Double(right) / n
      let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
      let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
      return (middle - half)...(middle + half)
    }
  }

  private(set) var households = 0
  /// Households whose sensor is connected rightly, and wrongly.
  private(set) var rightlyWired = 0
  var wronglyWired: Int { households - rightlyWired }
  /// Right wirings that are told not to be as given.
  private(set) var accusations = 0
  /// Wrong wirings that are told to be as given.
  private(set) var approvals = 0
  private(set) var undecided = 0
  /// The undecided ones by what is missing, with how many of them are wired rightly.
  private(set) var reasons: [String: Bin] = [:]
  /// The sum of the logarithms of what the true class was told to have, bits.
  private(set) var logScore = 0.0
  /// The reliability curve: answers below 50 %, by tenths up to 90 %, to 95, 99 and 100 %.
  private(set) var bins = [Bin](repeating: Bin(), count: Self.edges.count + 1)
  /// Up to which probability each bin goes but the last.
  static let edges = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
  /// What went wrong, a line each.
  private(set) var mistakes: [String] = []

  mutating func add(_ household: Household, _ diagnosis: WiringDiagnosis) {
    households += 1
    let truth = household.sensor.wiring
    if household.isRight { rightlyWired += 1 }
    let verdict = diagnosis.verdict
    if verdict == .undecided {
      undecided += 1
      // The kind of reason, not which inputs it is about.
      let reason = diagnosis.missing.joined(separator: "; ").filter { !$0.isNumber && $0 != "," }
      let house = "\(household.kind)" + (household.generating.isEmpty ? "" : " that generates")
      reasons["\(house): \(reason)", default: Bin()].count += 1
      if household.isRight { reasons["\(house): \(reason)"]!.right += 1 }
    }
    if household.isRight, verdict == .notAsGiven { accusations += 1 }
    if !household.isRight, verdict == .asGiven { approvals += 1 }
    let best = diagnosis.candidates[0]
    let isRight = best.contains(truth)
    let own = diagnosis.candidates.first { $0.contains(truth) }?.probability ?? 0
    logScore += log2(max(own, 1e-9))
    let bin = Self.edges.firstIndex { best.probability < $0 } ?? Self.edges.count
    bins[bin].count += 1
    bins[bin].told += best.probability
    if isRight { bins[bin].right += 1 }
    if (household.isRight && verdict == .notAsGiven) || (!household.isRight && verdict == .asGiven)
      || (best.probability >= 0.95 && !isRight)
    {
      mistakes.append("\(household.kind): \(truth): \(diagnosis.headline) -> \(best.hypothesis)")
    }
  }

  /// Answers of 95 % and more.
  var sure: Bin {
    bins.suffix(2).reduce(into: Bin()) {
      $0.count += $1.count
      $0.right += $1.right
      $0.told += $1.told
    }
  }

  /// Scores, then the reliability curve, then what is missing in the undecided ones.
  var description: String {
    func percent(_ part: Int, _ all: Int) -> String {
      String(format: "%.2f %%", 100 * Double(part) / Double(max(all, 1)))
    }
    let curve = bins.filter { $0.count > 0 }.map { bin in
      String(
        format: "  told %.3f: right %.3f (%.3f...%.3f) of %d", bin.told / Double(bin.count),
        Double(bin.right) / Double(bin.count), bin.interval.lowerBound, bin.interval.upperBound, bin.count)
    }
    let missing = reasons.sorted { $0.value.count > $1.value.count }.map {
      "  undecided \($0.value.count), \($0.value.right) of them wired rightly: \($0.key)"
    }
    return """
      \(households) households, \(wronglyWired) wired wrongly: false accusations \(percent(accusations, rightlyWired)), \
      false approvals \(percent(approvals, wronglyWired)), undecided \(percent(undecided, households)), \
      \(String(format: "%.3f", logScore / Double(max(households, 1)))) bits, 95 % and more right \(percent(sure.right, sure.count))
      \((curve + missing).joined(separator: "\n"))
      """
  }
}
