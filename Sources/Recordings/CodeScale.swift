// SPDX-License-Identifier: Apache-2.0
import Metering

/// The conversion of a channel's values into codes of 16 bits.
struct CodeScale: Equatable {
  /// Codes a value.
  let factor: Double
  /// The values at the rails; nil where there are none.
  private let rails: ClosedRange<Double>?

  /// The largest code inside the rails.
  private static let largest = 32766.0

  private init(factor: Double) {
    self.factor = factor
    rails = nil
  }

  /// A scale for values of magnitudes up to `full`, which is at the rail.
  init(full: Double, rails: ClosedRange<Double>?) {
    factor = full.isNormal ? Double(Int16.max) / full : 1
    self.rails = rails
  }

  /// A scale for values of magnitudes up to `peak`, which is inside the rails unless the converter is at its own.
  init(peak: Double, rails: ClosedRange<Double>?) {
    if let rails, peak >= rails.upperBound {
      self.init(full: rails.upperBound, rails: rails)
    } else {
      let factor = Self.largest / peak
      self.init(factor: factor.isNormal ? factor : 1)
    }
  }

  /// The code nearest to a value; a rail's where the value is at one.
  func code(_ value: Double) -> Int16 {
    if let rails {
      if value <= rails.lowerBound { return .min }
      if value >= rails.upperBound { return .max }
    }
    let scaled = (value * factor).rounded()
    guard scaled == scaled else { return 0 }
    return Int16(max(-Self.largest, min(Self.largest, scaled)))
  }
}

extension PerChannel {
  /// The value of the channel at a place in a frame, 0...3.
  subscript(at place: Int) -> Value {
    get { Input(rawValue: UInt8(place)).map { inputs[$0] } ?? voltage }
    set {
      if let input = Input(rawValue: UInt8(place)) { inputs[input] = newValue } else { voltage = newValue }
    }
  }
}
