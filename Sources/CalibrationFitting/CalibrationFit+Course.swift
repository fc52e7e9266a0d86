// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

extension CalibrationFit {
  /// Gain and lead over the logarithm of the current: straight between nodes, constant outside.
  struct Course {
    /// Errors of a measurement that are no mistake, however sure it is: relative, and degrees.
    static let least = (gain: 1e-4, lead: 0.01)

    /// The measurements of each node, by their indices.
    let groups: [[Int]]
    let gains: LeastSquares
    let leads: LeastSquares

    private let measurements: [CalibrationMeasurement]
    private let logarithms: [Double]
    private let nodes: [Double]

    /// Fits measurements in the order of their currents; nil of none.
    ///
    /// - Parameters:
    ///   - groups: The measurements of each node; those that none has count between nodes.
    init?(_ measurements: [CalibrationMeasurement], _ groups: [[Int]]) {
      let logarithms = measurements.map { log2($0.point.amperes) }
      let nodes = groups.map { $0.reduce(0) { $0 + logarithms[$1] } / Double($0.count) }
      let rows = logarithms.map { Self.weights(nodes, at: $0) }
      guard let gains = LeastSquares(rows: rows, values: measurements.map(\.gain)),
        let leads = LeastSquares(rows: rows, values: measurements.map(\.lead))
      else { return nil }
      (self.measurements, self.groups, self.gains, self.leads) = (measurements, groups, gains, leads)
      (self.logarithms, self.nodes) = (logarithms, nodes)
    }

    /// A course of no more nodes than a table holds: the first, the last, and those between that leave the least errors at all
    /// measurements.
    ///
    /// An error counts relative to what is no mistake, see ``least``, or to four deviations where that is more.
    ///
    /// - Complexity: O(n^3) of n nodes.
    init?(atMostEightOf full: Course) {
      guard full.groups.count > CorrectionTable.capacity else {
        self = full
        return
      }
      let chosen = full.bestNodes(CorrectionTable.capacity)
      var tolerant = full.measurements
      for index in tolerant.indices {
        let tolerance = full.tolerance(of: index)
        tolerant[index].gain.deviation = tolerance.gain / 4
        tolerant[index].lead.deviation = tolerance.lead / 4
      }
      self.init(tolerant, chosen.map { full.groups[$0] })
    }

    /// Gain and lead at a current's logarithm, base 2.
    func value(at logarithm: Double) -> (gain: Double, lead: Double) {
      let row = Self.weights(nodes, at: logarithm)
      func sum(_ fit: LeastSquares) -> Double {
        zip(row, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1.value }
      }
      return (sum(gains), sum(leads))
    }

    /// The error of a measurement that is no mistake.
    private func tolerance(of index: Int) -> (gain: Double, lead: Double) {
      let measurement = measurements[index]
      return (
        max(4 * measurement.gain.deviation, Self.least.gain),
        max(4 * measurement.lead.deviation, Self.least.lead)
      )
    }

    /// The nodes, as many as are allowed, between which straight lines miss all measurements least.
    private func bestNodes(_ count: Int) -> [Int] {
      let last = nodes.count - 1
      // The least error up to a node that is the latest of some chosen ones, and the one chosen before it.
      var best = [[(error: Double, before: Int)]](
        repeating: Array(repeating: (.infinity, 0), count: nodes.count), count: count)
      best[0][0] = (0, 0)
      for place in 1..<count {
        for node in place...last {
          for before in (place - 1)..<node where best[place - 1][before].error.isFinite {
            let error = best[place - 1][before].error + error(from: before, to: node)
            if error < best[place][node].error { best[place][node] = (error, before) }
          }
        }
      }
      var chosen = [last]
      for place in stride(from: count - 1, to: 0, by: -1) {
        chosen.insert(best[place][chosen[0]].before, at: 0)
      }
      return chosen
    }

    /// The errors of all measurements between two nodes, the second one's included, of the straight line through both.
    private func error(from low: Int, to high: Int) -> Double {
      var sum = 0.0
      for group in (low + 1)...high {
        for index in groups[group] {
          let fraction = (logarithms[index] - nodes[low]) / (nodes[high] - nodes[low])
          func miss(_ fit: LeastSquares, _ value: Double) -> Double {
            let (from, to) = (fit.coefficients[low].value, fit.coefficients[high].value)
            return value - from - (to - from) * fraction
          }
          let tolerance = tolerance(of: index)
          let gain = miss(gains, measurements[index].gain.value) / tolerance.gain
          let lead = miss(leads, measurements[index].lead.value) / tolerance.lead
          sum += gain * gain + lead * lead
        }
      }
      return sum
    }

    /// The weight of each node at a logarithm of the current, base 2.
    static func weights(_ nodes: [Double], at log2Current: Double) -> [Double] {
      var weights = [Double](repeating: 0, count: nodes.count)
      guard let upper = nodes.firstIndex(where: { $0 > log2Current }), upper > 0 else {
        weights[nodes[0] > log2Current ? 0 : nodes.count - 1] = 1
        return weights
      }
      let fraction = (log2Current - nodes[upper - 1]) / (nodes[upper] - nodes[upper - 1])
      weights[upper - 1] = 1 - fraction
      weights[upper] = fraction
      return weights
    }
  }
}
