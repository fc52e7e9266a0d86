// SPDX-License-Identifier: Apache-2.0
import CMeter

/// The sums over a cycle's whole mains periods, in codes.
public struct CycleSums: Sendable {
  /// Where the cycle begins, frames since the first frame.
  public private(set) var start = 0.0
  /// Where it ends, frames since the first frame.
  public private(set) var end = 0.0
  /// The length of its periods, frames; the sum of all weights.
  public private(set) var length = 0.0
  /// Whole periods in it.
  public private(set) var periods = 0
  /// Mean length of its periods, frames.
  public private(set) var meanPeriod = 0.0
  /// The mains period by the voltage's phase, frames; nil where too few periods have a voltage.
  public private(set) var period: Double?
  /// How many periods ``period`` is from.
  public private(set) var timedPeriods = 0
  /// Periods whose voltage was too low to be followed.
  public private(set) var heldPeriods = 0
  /// Of these, periods without a voltage.
  public private(set) var lostPeriods = 0
  /// Whether most periods have a voltage that can be followed.
  public var isVoltageShown: Bool { 2 * heldPeriods < periods }
  /// Whether the voltage's phase stepped, and stayed stepped, by more than 2 degrees.
  public private(set) var hasJump = false
  /// Whether frames were lost.
  public private(set) var hasGap = false
  /// Mean square of each channel without its midpoint, codes squared; at least 0.
  public internal(set) var meanSquare = PerChannel(repeating: 0.0)
  /// How many of a channel's codes are at a rail.
  public internal(set) var railCodes = PerChannel(repeating: UInt32(0))
  /// What a channel's square lacks as sines are clipped, Q10: summed over the periods, in halves of the rail's square.
  var clippedSquares = PerChannel(repeating: UInt32(0))
  /// Whether a channel's codes were all the same.
  public internal(set) var isConstant = PerChannel(repeating: false)
  /// The fundamentals that the accumulator's resonators show.
  public internal(set) var resonators = PhasorEstimate(channels: .init(repeating: Fundamental()))
  /// Mean products of two inputs, in the order (1,2) (1,3) (2,3), codes squared, without their midpoints; 0 in
  /// a net with a neutral.
  var inputProducts: InlineArray<3, Double> = [0, 0, 0]
  /// One over the length.
  private(set) var inverseLength = 0.0

  /// Empty sums, for ``update(_:channelCount:hasProducts:hasApparent:)`` to set.
  init() {}

  /// Sets the sums of a cycle of less than 2^17 frames, in place: as a value they would be copied on the stack. Traps for a
  /// longer one.
  ///
  /// - Parameters:
  ///   - hasProducts: Whether products of the inputs were summed; they are 0 otherwise.
  ///   - hasApparent: Whether the products of the fundamentals and the voltage were.
  mutating func update(_ cycle: inout cm_cycle, channelCount: Int, hasProducts: Bool, hasApparent: Bool) {
    precondition(cycle.sums.frames &>> 17 == 0)
    start = Elementary.double(Int64(bitPattern: cycle.start)) * 0x1p-16
    end = Elementary.double(Int64(bitPattern: cycle.end)) * 0x1p-16
    let units = Elementary.double(Int64(bitPattern: cycle.length))
    length = units * 0x1p-16
    periods = Int(truncatingIfNeeded: cycle.periods)
    meanPeriod = length * Elementary.reciprocal(Elementary.double(Int64(periods)))
    timedPeriods = Int(truncatingIfNeeded: cycle.timed)
    heldPeriods = Int(truncatingIfNeeded: cycle.held)
    lostPeriods = Int(truncatingIfNeeded: cycle.lost)
    hasJump = cycle.jumps > 0
    hasGap = cycle.gaps > 0
    period = Self.period(&cycle)
    let inverse = Elementary.reciprocal(units)
    inverseLength = inverse * 0x1p16
    let basis = DriftBasis(periods: cycle.periods, inverse: inverse)
    var drifts = PerChannel(repeating: Drift())
    for channel in 0..<channelCount {
      let number = UInt32(truncatingIfNeeded: channel)
      let drift = Drift(cm_cycle_course(&cycle, number), basis)
      meanSquare[channel] = Self.meanSquare(&cycle, number, drift, inverse)
      drifts[channel] = drift
      railCodes[channel] = cm_cycle_at_rail(&cycle, number)
      clippedSquares[channel] = cm_cycle_clipped(&cycle, number)
      isConstant[channel] = cm_sums_is_constant(&cycle.sums, number)
      resonators.channels[channel] = Fundamental(
        cm_cycle_fundamental(&cycle, number), inverse: inverse, period: meanPeriod,
        isReference: channel == 0, hasApparent: hasApparent)
    }
    if hasProducts { addProducts(&cycle, drifts, inverse) }
  }

  /// The mains period: the slope of a straight line through the times at which the voltage has the phase of a period's middle.
  private static func period(_ cycle: inout cm_cycle) -> Double? {
    let count = Int64(cycle.timed)
    guard count >= leastPeriods, 2 &* cycle.held < cycle.periods else { return nil }
    let course = cycle.crossings
    let moment = 2 &* (count &* course.sum &- course.first) &- (count &- 1) &* course.sum
    let square = Elementary.double(count &* (count &* count &- 1))
    return 6 * 0x1p-16 * Elementary.double(moment) * Elementary.reciprocal(square)
  }

  /// Mean square without the midpoint, at least 0; `inverse` is one over the length in 1/65536 frames.
  @inline(never)  // 32 bytes of flash less
  private static func meanSquare(
    _ cycle: inout cm_cycle, _ channel: UInt32, _ drift: Drift, _ inverse: Double
  ) -> Double {
    let midpoint = Int64(cm_cycle_midpoint(&cycle, channel))
    // About the midpoint: less than 2^49 in whole codes.
    let sum = cm_cycle_sum(&cycle, channel)
    let length = Int64(bitPattern: cycle.length)
    let square = cm_cycle_square(&cycle, channel) &- midpoint &* (2 &* sum &- midpoint &* length)
    return max(0, Elementary.double(square) * inverse - drift.product(drift))
  }

  /// Adds mean products of the inputs, and of their fundamentals.
  private mutating func addProducts(_ cycle: inout cm_cycle, _ drifts: PerChannel<Drift>, _ inverse: Double) {
    var pair = 0
    for a in 1..<3 {
      for b in a &+ 1..<4 {
        let number = UInt32(truncatingIfNeeded: pair)
        let (numberA, numberB) = (UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b))
        let (midpointA, midpointB) = (
          Int64(cm_cycle_midpoint(&cycle, numberA)), Int64(cm_cycle_midpoint(&cycle, numberB))
        )
        let product =
          cm_cycle_product(&cycle, number) &- midpointA &* cm_cycle_sum(&cycle, numberB)
          &- midpointB &* (cm_cycle_sum(&cycle, numberA) &- midpointA &* Int64(bitPattern: cycle.length))
        inputProducts[pair] = Elementary.double(product) * inverse - drifts[a].product(drifts[b])
        resonators.products[pair] =
          Elementary.double(cm_cycle_fundamental_product(&cycle, number)) * (2 * inverse)
        pair &+= 1
      }
    }
  }

  /// Mean product of two inputs, codes squared, without midpoints; the mean square where they are the same. In a net with a
  /// neutral, where nothing needs it, it is 0.
  public func meanProduct(_ a: Input, _ b: Input) -> Double {
    a == b ? meanSquare.inputs[a] : inputProducts[a.index + b.index - 1]
  }

  /// The fewest periods that give a frequency.
  private static let leastPeriods: Int64 = 5
}
