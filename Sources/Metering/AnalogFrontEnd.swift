// SPDX-License-Identifier: Apache-2.0

/// The analog-to-digital converter of a channel.
public struct Converter: Sendable, Equatable {
  /// Resolution, 12...16 bits; codes are -2^(bits-1) ... 2^(bits-1)-1.
  public var bits: Int
  /// Voltage at the positive end of the scale, V: at the converter's input, or of the mains for the voltage
  /// channel.
  public var fullScale: Double

  /// A converter of `bits` bits, 12...16, over plus and minus `fullScale` volts, above 0.
  public init(bits: Int = 12, fullScale: Double) {
    precondition((12...16).contains(bits) && fullScale > 0)
    self.bits = bits
    self.fullScale = fullScale
  }

  /// Volts a code.
  public var step: Double { fullScale / Double(1 << (bits - 1)) }
  /// The code at the negative rail.
  public var lowestCode: Int16 { Int16(truncatingIfNeeded: -(1 << (bits - 1))) }
  /// The code at the positive rail.
  public var highestCode: Int16 { Int16(truncatingIfNeeded: (1 << (bits - 1)) - 1) }
}

/// The range of currents that a clamp is used for.
public struct ClampRange: Sendable, Equatable {
  /// RMS current the clamp is made for, A.
  public var rating: Double

  /// The range of a clamp rated `rating` amperes.
  public init(rating: Double) {
    self.rating = rating
  }

  /// The range that is used, A: half the rating.
  ///
  /// The burden doubles the signal, so the converter reaches full scale at half the clamp's rating and each code is
  /// worth half as many amperes (manual, section 2.2).
  public var effective: Double { rating / 2 }
}

/// A current transformer with its burden.
public struct Clamp: Sendable, Equatable {
  /// The range of currents it is used for.
  public var range: ClampRange
  /// Turns ratio, secondary turns per primary turn: 2000 for 2000:1.
  public var ratio: Double
  /// Burden resistance, ohm.
  public var burden: Double

  /// A clamp rated `rating` amperes with a turns ratio of `ratio`:1 over `burden` ohm.
  public init(rating: Double = 80, ratio: Double = 2000, burden: Double = 40) {
    self.range = ClampRange(rating: rating)
    self.ratio = ratio
    self.burden = burden
  }

  /// Primary amperes a volt at the converter: 50 A/V nominally.
  public var amperesPerVolt: Double { ratio / burden }
}
