// SPDX-License-Identifier: Apache-2.0
import CMeter

/// First and second moments of the codes over one cycle's whole periods.
public struct CycleSums: Sendable {
  /// Where the cycle begins, frames since the first frame.
  public let start: Double
  /// Its length, frames; the sum of all weights.
  public let length: Double
  /// Whole periods in it.
  public let periods: Int
  /// The running average of the mains period at its end, frames.
  public let period: Double
  /// Whether the voltage showed every edge in it.
  public let isVoltageSeen: Bool
  /// Whether frames were lost in it, or the voltage's phase jumped.
  public let hasGap: Bool
  /// Mean square of each channel, codes squared, without DC; at least 0.
  public internal(set) var meanSquare: PerChannel<Double>
  /// Whether a channel had codes at a rail.
  public internal(set) var isClipped: PerChannel<Bool>
  /// Whether a channel's codes were all the same.
  public internal(set) var isConstant: PerChannel<Bool>
  private let inputProducts: (Double, Double, Double)

  /// The sums of a cycle, which is left as it is: passed by its address, it is not copied.
  init(_ cycle: inout cm_cycle, period: Double) {
    let length = Double(cycle.length) * 0x1p-16
    let mean = Self.means(&cycle, 1 / length)
    start = Double(cycle.position) * 0x1p-16
    self.length = length
    periods = Int(cycle.periods)
    self.period = period
    isVoltageSeen = cycle.unseen == 0
    hasGap = cycle.jumps > 0
    meanSquare = PerChannel(
      voltage: Self.centred(mean[4], mean[0]),
      inputs: PerInput(
        Self.centred(mean[5], mean[1]), Self.centred(mean[6], mean[2]), Self.centred(mean[7], mean[3])))
    inputProducts = (
      mean[11] - mean[1] * mean[2], mean[12] - mean[1] * mean[3], mean[13] - mean[2] * mean[3]
    )
    let atRail = cycle.sums.at_rail
    isClipped = PerChannel(
      voltage: atRail.0 > 0, inputs: PerInput(atRail.1 > 0, atRail.2 > 0, atRail.3 > 0))
    let (minimum, maximum) = (cycle.sums.minimum, cycle.sums.maximum)
    isConstant = PerChannel(
      voltage: minimum.0 == maximum.0,
      inputs: PerInput(
        minimum.1 == maximum.1, minimum.2 == maximum.2, minimum.3 == maximum.3))
  }

  /// The means of a cycle's moments, in the order of `cm_moments`: four sums, four squares, six products, of which those
  /// with the voltage are left 0.
  @inline(never)
  private static func means(_ cycle: inout cm_cycle, _ inverse: Double) -> InlineArray<14, Double> {
    var means = InlineArray<14, Double>(repeating: 0)
    withUnsafeBytes(of: &cycle.sums.moments) { sums in
      withUnsafeBytes(of: &cycle.start.moments) { start in
        withUnsafeBytes(of: &cycle.end.moments) { end in
          for index in 0..<14 where index < 8 || index > 10 {
            let place = index * MemoryLayout<Int64>.stride
            // What was summed, with its ends cut at the edges: plus the start's overlap, less the end's, in Q16.
            let sum = sums.load(fromByteOffset: place, as: Int64.self)
            let ends =
              start.load(fromByteOffset: place, as: Int64.self)
              - end.load(fromByteOffset: place, as: Int64.self)
            means[index] = (Double(sum) + Double(ends) * 0x1p-16) * inverse
          }
        }
      }
    }
    return means
  }

  /// A mean square without its mean; at least 0.
  @inline(never)
  private static func centred(_ square: Double, _ mean: Double) -> Double {
    max(0, square - mean * mean)
  }

  /// Mean product of two inputs, codes squared, without DC; the mean square where they are the same.
  public func meanProduct(_ a: Input, _ b: Input) -> Double {
    switch a.index + b.index {
    case _ where a == b: meanSquare.inputs[a]
    case 1: inputProducts.0
    case 2: inputProducts.1
    default: inputProducts.2
    }
  }
}
