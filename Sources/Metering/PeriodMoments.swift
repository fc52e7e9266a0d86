// SPDX-License-Identifier: Apache-2.0
import CMeter

/// One channel's correlation, period by period, seen from the middle of the cycle, in codes times frames.
struct PeriodMoments {
  /// Sum over the periods.
  let sum: Phasor
  /// Sum of u P, u being the number of a period counted from the middle one.
  private let first: Phasor
  /// Sum of u squared times P.
  private let second: Phasor
  /// Mean of u squared.
  private let spread: Double
  /// What the noise of one frame contributes to a period's sum, codes squared times frames.
  let scatter: Double

  /// The moments of one channel; the correlation is left as it is: passed by its address, it is not copied.
  @inline(never)
  init(_ correlation: inout cm_correlation, channel: Int) {
    guard correlation.periods > 0 else {
      sum = .zero
      first = .zero
      second = .zero
      spread = 0
      scatter = 0
      return
    }
    let periods = Double(correlation.periods)
    let middle = (periods - 1) / 2
    let sum = Self.phasor(&correlation.sum, channel)
    let indexed = Self.phasor(&correlation.first, channel)
    let squared = Self.phasor(&correlation.second, channel)
    self.sum = sum
    first = indexed + sum * -middle
    second = squared + indexed * (-2 * middle) + sum * (middle * middle)
    spread = (periods * periods - 1) / 12
    // Each difference has twice the noise of a period.
    let square = Double(Self.element(&correlation.scatter, channel)) * (1.0 / 16)
    scatter = square / (2 * max(1, periods - 1))
  }

  /// What the signal turns against the oscillator in a period, radians: two Newton steps, from the oscillator's
  /// own frequency.
  var turn: Double {
    var turn = 0.0
    guard spread > 0 else { return 0 }
    for _ in 0..<2 {
      let sum = turned(by: turn)
      // d/dturn of the sum is -j times the first moment there.
      let moment = first + second.timesImaginaryUnit * -turn
      guard sum.square > 0 else { return 0 }
      turn += moment.timesConjugate(of: sum).imaginary / (sum.square * spread)
    }
    return turn
  }

  /// The sum of the periods, each turned back by `turn` radians for each period it is behind the middle.
  ///
  /// The exponential to second order: 1e-6 for 5 mHz off over 50 periods.
  func turned(by turn: Double) -> Phasor {
    sum + first.timesImaginaryUnit * -turn + second * (-0.5 * turn * turn)
  }

  @inline(never)
  private static func phasor(
    _ channels: inout (cm_complex, cm_complex, cm_complex, cm_complex), _ channel: Int
  ) -> Phasor {
    let value = element(&channels, channel)
    return Phasor(real: Double(value.real), imaginary: Double(value.imaginary)) * (1.0 / 32)
  }

  private static func element<Element: BitwiseCopyable>(
    _ channels: inout (Element, Element, Element, Element), _ channel: Int
  ) -> Element {
    withUnsafeBytes(of: &channels) {
      $0.load(fromByteOffset: channel * MemoryLayout<Element>.stride, as: Element.self)
    }
  }
}
