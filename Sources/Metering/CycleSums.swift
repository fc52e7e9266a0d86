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
  public let meanSquare: PerChannel<Double>
  /// Whether a channel had codes at a rail.
  public let isClipped: PerChannel<Bool>
  /// Whether a channel's codes were all the same.
  public let isConstant: PerChannel<Bool>
  private let inputProducts: (Double, Double, Double)

  init(_ cycle: cm_cycle, period: Double) {
    let length = Double(cycle.length) * 0x1p-16
    let inverse = 1 / length
    /// A sum with its ends cut at the edges: what was summed, plus the start's overlap, less the end's.
    func mean(_ moment: (cm_moments) -> Int64) -> Double {
      Self.mean(
        moment(cycle.sums.moments), moment(cycle.start.moments) - moment(cycle.end.moments), inverse)
    }
    let mean0 = mean { $0.sum.0 }
    let mean1 = mean { $0.sum.1 }
    let mean2 = mean { $0.sum.2 }
    let mean3 = mean { $0.sum.3 }
    start = Double(cycle.position) * 0x1p-16
    self.length = length
    periods = Int(cycle.periods)
    self.period = period
    isVoltageSeen = cycle.unseen == 0
    hasGap = cycle.jumps > 0
    meanSquare = PerChannel(
      voltage: max(0, mean { $0.square.0 } - mean0 * mean0),
      inputs: PerInput(
        max(0, mean { $0.square.1 } - mean1 * mean1),
        max(0, mean { $0.square.2 } - mean2 * mean2),
        max(0, mean { $0.square.3 } - mean3 * mean3)))
    inputProducts = (
      mean { $0.product.3 } - mean1 * mean2,
      mean { $0.product.4 } - mean1 * mean3,
      mean { $0.product.5 } - mean2 * mean3
    )
    let sums = cycle.sums
    isClipped = PerChannel(
      voltage: sums.at_rail.0 > 0,
      inputs: PerInput(sums.at_rail.1 > 0, sums.at_rail.2 > 0, sums.at_rail.3 > 0))
    isConstant = PerChannel(
      voltage: sums.minimum.0 == sums.maximum.0,
      inputs: PerInput(
        sums.minimum.1 == sums.maximum.1, sums.minimum.2 == sums.maximum.2,
        sums.minimum.3 == sums.maximum.3))
  }

  /// The mean of a sum and of its ends in Q16.
  @inline(never)
  private static func mean(_ sum: Int64, _ ends: Int64, _ inverse: Double) -> Double {
    (Double(sum) + Double(ends) * 0x1p-16) * inverse
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
