// SPDX-License-Identifier: Apache-2.0

// A calibration in integers, as `p1clamp calibrate export` writes it for firmware: no decimal text is parsed, and each
// number is the file's to within half a unit of its format.

extension CorrectionPoint {
  /// A point in fixed point.
  ///
  /// - Parameters:
  ///   - current: A, Q14.18, above 0: half a unit is 2 uA.
  ///   - gain: Q2.30: half a unit is 5e-10.
  ///   - lead: 2^-32 turns: half a unit is 4e-8 degrees.
  public init(q18Current current: UInt32, q30Gain gain: UInt32, turnLead lead: Int32) {
    self.init(
      current: Double(current) * 0x1p-18, gain: Double(gain) * 0x1p-30, lead: Double(lead) * (360 * 0x1p-32))
  }
}

extension CorrectionTable {
  /// A table of constants: at most eight, with finite and ascending currents above 0. Traps for others.
  public init<let size: Int>(constants points: InlineArray<size, CorrectionPoint>) {
    self.init()
    for index in points.indices {
      do throws(Failure) {
        try append(points[index])
      } catch {
        preconditionFailure("a table's constants are ascending and at most eight")
      }
    }
  }
}

extension ChannelCalibration {
  /// A channel in fixed point.
  ///
  /// - Parameters:
  ///   - scale: Units a code, Q15.48: half a unit is 2e-15.
  ///   - lead: 2^-32 turns: half a unit is 4e-8 degrees.
  ///   - delay: Picoseconds: half a unit is 9e-9 degrees at 50 Hz.
  ///   - offset: Codes, Q15.16: half a unit is 8e-6 codes.
  ///   - noise: Codes squared, Q16.16; nil where it is measured while metering.
  ///   - correction: The error as a function of the current.
  public init(
    q48Scale scale: Int64, turnLead lead: Int32, picosecondDelay delay: Int32, q16Offset offset: Int32,
    q16Noise noise: UInt32?, correction: CorrectionTable = CorrectionTable()
  ) {
    self.init(
      scale: Double(scale) * 0x1p-48, delay: Double(delay) * 1e-12, lead: Double(lead) * (360 * 0x1p-32),
      correction: correction, offset: Double(offset) * 0x1p-16, noise: noise.map { Double($0) * 0x1p-16 })
  }
}
