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
  /// One over the length.
  let inverseLength: Double
  private let inputProducts: (Double, Double, Double)

  /// The sums of a cycle of less than 2^17 frames, which is left as it is: passed by its address, it is not copied.
  init(_ cycle: inout cm_cycle, period: Double) {
    precondition(cycle.sums.frames &>> 17 == 0)
    start = Elementary.number(Int64(bitPattern: cycle.position)) * 0x1p-16
    let units = Elementary.number(Int64(bitPattern: cycle.length))
    length = units * 0x1p-16
    periods = Int(truncatingIfNeeded: cycle.periods)
    self.period = period
    isVoltageSeen = cycle.unseen == 0
    hasGap = cycle.jumps > 0
    let inverse = 1 / units
    inverseLength = inverse * 0x1p16
    var means = PerChannel(repeating: 0.0)
    meanSquare = PerChannel(repeating: 0)
    for channel in 0..<4 {
      Self.centre(&cycle, channel, inverse, mean: &means, square: &meanSquare)
    }
    let (first, second, third) = (means.inputs.first, means.inputs.second, means.inputs.third)
    inputProducts = (
      Self.mean(&cycle, 8, inverse) - first * second, Self.mean(&cycle, 9, inverse) - first * third,
      Self.mean(&cycle, 10, inverse) - second * third
    )
    let atRail = cycle.sums.at_rail
    isClipped = PerChannel(
      voltage: atRail.0 > 0, inputs: PerInput(atRail.1 > 0, atRail.2 > 0, atRail.3 > 0))
    isConstant = PerChannel(
      voltage: cm_sums_is_constant(&cycle.sums, 0),
      inputs: PerInput(
        cm_sums_is_constant(&cycle.sums, 1), cm_sums_is_constant(&cycle.sums, 2),
        cm_sums_is_constant(&cycle.sums, 3)))
  }

  /// Mean and mean square without it, at least 0, of a channel.
  @inline(never)
  private static func centre(
    _ cycle: inout cm_cycle, _ channel: Int, _ inverse: Double, mean: inout PerChannel<Double>,
    square: inout PerChannel<Double>
  ) {
    let offset = Self.mean(&cycle, channel, inverse)
    let centred = Self.mean(&cycle, 4 &+ channel, inverse) - offset * offset
    mean.with(channel) { $0 = offset }
    square.with(channel) { $0 = max(0, centred) }
  }

  /// The mean of one of a cycle's moments, in the order of `cm_moments`: four sums, four squares, three products.
  ///
  /// - Parameter inverse: One over the cycle's length in 1/65536 frames.
  @inline(never)
  private static func mean(_ cycle: inout cm_cycle, _ index: Int, _ inverse: Double) -> Double {
    func moment(_ moments: inout cm_moments) -> Int64 {
      withUnsafeBytes(of: &moments) {
        $0.load(fromByteOffset: index &* MemoryLayout<Int64>.stride, as: Int64.self)
      }
    }
    // What was summed, with its ends cut at the edges: plus the start's overlap, less the end's, in Q16. Less than 2^17 frames
    // have squares of less than 2^47 in all.
    let whole = moment(&cycle.sums.moments) &<< 16
    let sum = whole &+ moment(&cycle.start.moments) &- moment(&cycle.end.moments)
    return Elementary.number(sum) * inverse
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
