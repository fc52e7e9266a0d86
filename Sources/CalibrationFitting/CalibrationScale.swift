// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import Foundation
import Metering

/// How far a channel's scale is from the nominal front end's, whatever the front end is.
public struct CalibrationScale: Sendable {
  /// The true value over the one that the nominal channel shows: 1 where that is within a factor of two, and negative where the
  /// channel is inverted.
  public let gain: Double
  /// The measurements, their gains relative to the scale.
  public let measurements: [CalibrationMeasurement]

  /// The scale of one channel's measurements, at least one.
  ///
  /// - Throws: `data` where one of them is more than a factor of two from the others' median, or inverted where others are not.
  public init(_ measurements: [CalibrationMeasurement]) throws(InputError) {
    let gains = measurements.map(\.gain.value).sorted()
    let median = gains[gains.count / 2]
    let inverted = measurements.filter(\.isInverted)
    if let odd = inverted.first, inverted.count < measurements.count {
      let minority =
        2 * inverted.count <= measurements.count ? odd : measurements.first { !$0.isInverted } ?? odd
      throw InputError(
        .data, file: minority.point.file,
        "expected the current at input \(minority.point.input.rawValue) the same way round as in the other recordings, "
          + "found it the other way round: check degrees, the clamp's direction and the wiring",
        remedy: .check(.wiring))
    }
    let isNominal = inverted.isEmpty && gains.allSatisfy { (0.5...2).contains($0) }
    let magnitude = isNominal ? 1 : Self.rounded(median)
    for measurement in measurements where !(0.5...2).contains(measurement.gain.value / magnitude) {
      let shown = measurement.point.amperes * magnitude / measurement.gain.value
      throw InputError(
        .data, file: measurement.point.file,
        "expected about \(measurement.point.amperes) A at input \(measurement.point.input.rawValue), by the scale of the other "
          + "recordings, found \(NumberText.number(shown)) A")
    }
    gain = inverted.isEmpty ? magnitude : -magnitude
    self.measurements = measurements.map { measurement in
      guard magnitude != 1 else { return measurement }
      var relative = measurement
      relative.gain.value /= magnitude
      relative.gain.deviation /= magnitude
      return relative
    }
  }

  /// A gain to six digits: the table corrects what is left.
  private static func rounded(_ gain: Double) -> Double { Double(NumberText.number(gain)) ?? gain }
}
