// SPDX-License-Identifier: Apache-2.0

/// The positive rail of a converter that may have fewer bits than its codes, found as they come.
///
/// Such a converter is left-aligned: the low bits of all its codes are zero. Its positive rail is the highest multiple of the step
/// between codes, which is below the highest code. The step is that of all values so far, and at most that of 8 bits.
struct AlignedRail {
  /// Values after which the step is believed.
  private static let telling = 32
  /// The fewest bits that a converter is taken to have.
  private static let fewestBits = 8

  /// Half the span of the codes.
  let fullScale: Double
  /// The exponents of the finest step that a converter can have and of the one so far.
  private let finest: Int
  private var step: Int
  private var count = 0
  private var rail: Double

  /// A rail that no value has told yet.
  ///
  /// - Parameters:
  ///   - fullScale: Half the span of the codes, above 0.
  ///   - isWhole: Whether values are whole numbers; otherwise they are multiples of a power of two that is 2^-31 of full scale or more
  ///     where they come from a converter.
  init(fullScale: Double, isWhole: Bool) {
    self.fullScale = fullScale
    let coarsest = Int(fullScale.exponent) - (Self.fewestBits - 1)
    finest = isWhole ? 0 : Int(fullScale.exponent) - 31
    step = max(coarsest, finest)
    rail = Self.rail(below: fullScale, step: step)
  }

  /// Whether the step is so fine that the rail is the highest code itself, or that values come from no converter.
  var isSettled: Bool { step <= finest }

  /// Takes the next value; whether it is at a rail that is below the highest code.
  mutating func isReached(by value: Double) -> Bool {
    guard !isSettled, value.isFinite else { return false }
    if value != 0 {
      let bits = value.significandBitPattern
      let lowest =
        Int(value.exponent) - (bits == 0 ? 0 : Double.significandBitCount - bits.trailingZeroBitCount)
      if lowest < step {
        step = lowest
        rail = Self.rail(below: fullScale, step: step)
      }
    }
    count += 1
    return count >= Self.telling && value >= rail && !isSettled
  }

  /// The highest multiple of a step; below full scale where that is a power of two, which codes do not reach.
  private static func rail(below fullScale: Double, step: Int) -> Double {
    let step = Double(sign: .plus, exponent: step, significand: 1)
    return fullScale.significandBitPattern == 0 ? fullScale - step : (fullScale / step).rounded(.down) * step
  }
}

extension [AlignedRail] {
  /// Those of channels; none of codes with fewer than 16 bits, which are right-aligned.
  init(bits: Int, channels: Int) {
    let rail = AlignedRail(fullScale: 32768, isWhole: true)
    self = bits == 16 ? [AlignedRail](repeating: rail, count: channels) : []
  }

  /// Makes the highest code of those at the rails in interleaved frames.
  mutating func mark(_ frames: inout [Int16]) {
    for channel in indices where !self[channel].isSettled {
      for index in stride(from: channel, to: frames.count, by: count)
      where self[channel].isReached(by: Double(frames[index])) {
        frames[index] = .max
      }
    }
  }
}
