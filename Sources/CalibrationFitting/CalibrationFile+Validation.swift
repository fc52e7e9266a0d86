// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import Simulation
import Metering

extension CalibrationFile {
  /// Rated currents of clamps, A.
  package static let ratings = 1.0...10000
  /// Turns ratios of clamps.
  package static let ratios = 1.0...100000
  /// Burden resistances, ohms.
  package static let burdens = 0.001...100000
  /// Resolutions of a converter, bits.
  package static let resolutions = 12...16
  /// Full scales of the inputs' converters, V.
  package static let currentFullScales = 0.001...1000
  /// Full scales of the voltage's converter, V of the mains.
  package static let voltageFullScales = 1.0...100000
  /// Noise that is taken off at most, codes squared.
  package static let noiseLimits = 0.0...65535

  /// Checks every value against its range and against the others.
  ///
  /// - Parameter file: What to call the file in an error.
  /// - Throws: `data` with the first key that is wrong, as `channels.I2.points[1].gain`.
  public func validate(file: String) throws(InputError) {
    let check = RangeCheck(file: file)
    try check.number(clamp.range.rating, in: Self.ratings, "ratedCurrentAmperes")
    try check.number(clamp.ratio, in: Self.ratios, "turnsRatio")
    try check.number(clamp.burden, in: Self.burdens, "burdenOhms")
    try check.number(
      Double(bits), in: Double(Self.resolutions.lowerBound)...Double(Self.resolutions.upperBound), "bits")
    try check.number(currentFullScale, in: Self.currentFullScales, "currentFullScaleVolts")
    try check.number(voltageFullScale, in: Self.voltageFullScales, "voltageFullScaleVolts")
    if let noiseLimit { try check.number(noiseLimit, in: Self.noiseLimits, "noiseLimitCodesSquared") }
    // A converter that ends at a hundredth of the clamp's rating or uses a hundredth of its codes is a wrong figure.
    let fullScale = currentFullScale * clamp.amperesPerVolt
    let rating = clamp.range.rating
    try check.require((rating / 100...rating * 100).contains(fullScale), "turnsRatio") {
      "expected a converter's full scale of \((rating / 100).plain)...\((rating * 100).plain) A for a clamp of "
        + "\(rating.plain) A, found \(fullScale.plain) A"
    }
    try validate(channels.voltage, "channels.V", check)
    try check.require(channels.voltage.correction.count == 0, "channels.V.points") {
      "expected none for the voltage"
    }
    for input in Input.allCases {
      try validate(channels.inputs[input], "channels.I\(input.rawValue)", check)
    }
  }

  private func validate(
    _ channel: ChannelDeviation, _ path: String, _ check: RangeCheck
  ) throws(InputError) {
    let half = Double(1 << (bits - 1))
    try check.require((1e-4...1e4).contains(abs(channel.gain)), "\(path).gain") {
      "expected a magnitude of 0.0001...10000, found \(channel.gain.plain)"
    }
    try check.number(channel.lead, in: -180...180, "\(path).phaseDegrees")
    try check.number(channel.delay, in: -1000...1000, "\(path).delayMicroseconds")
    try check.number(channel.offset, in: -half...half - 1, "\(path).offsetCodes")
    if let noise = channel.noise { try check.number(noise, in: 0...65535, "\(path).noiseCodesSquared") }
    try check.number(channel.gainUncertainty, in: 0...1, "\(path).gainUncertainty")
    try check.number(channel.leadUncertainty, in: 0...180, "\(path).phaseUncertaintyDegrees")
    for (index, point) in channel.correction.list.enumerated() {
      let path = "\(path).points[\(index)]"
      try check.number(point.current, in: 0.001...10000, "\(path).currentAmperes")
      try check.number(point.gain, in: 0.5...2, "\(path).gain")
      try check.number(point.lead, in: -30...30, "\(path).phaseDegrees")
    }
  }
}
