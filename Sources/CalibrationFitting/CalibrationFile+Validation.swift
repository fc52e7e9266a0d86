// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import Simulation
import Metering

extension CalibrationFile {
  /// Checks every value against its range and against the others.
  ///
  /// - Parameter file: What to call the file in an error.
  /// - Throws: `data` with the first key that is wrong, as `channels.I2.points[1].gain`.
  public func validate(file: String) throws(InputError) {
    let check = RangeCheck(file: file)
    try check.number(clamp.range.rating, in: 1...10000, "ratedCurrentAmperes")
    try check.number(clamp.ratio, in: 1...100000, "turnsRatio")
    try check.number(clamp.burden, in: 0.001...100000, "burdenOhms")
    try check.number(Double(bits), in: 12...16, "bits")
    try check.number(currentFullScale, in: 0.001...1000, "currentFullScaleVolts")
    try check.number(voltageFullScale, in: 1...100000, "voltageFullScaleVolts")
    if let noiseLimit { try check.number(noiseLimit, in: 0...65535, "noiseLimitCodesSquared") }
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

/// Throws the error of a value that is out of its range.
private struct RangeCheck {
  var file: String

  func require(_ isValid: Bool, _ path: String, _ problem: () -> String) throws(InputError) {
    guard isValid else { throw InputError(.data, file: file, place: path, problem()) }
  }

  func number(_ value: Double, in range: ClosedRange<Double>, _ path: String) throws(InputError) {
    try require(range.contains(value), path) {
      "expected \(range.lowerBound.plain)...\(range.upperBound.plain), found \(value.plain)"
    }
  }
}
