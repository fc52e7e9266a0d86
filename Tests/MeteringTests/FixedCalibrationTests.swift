// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

/// The formats are a contract with the headers and sources that were exported before.
@Suite struct FixedCalibrationTests {
  @Test("a channel in fixed point is that in numbers")
  func channel() throws {
    let point = CorrectionPoint(q18Current: 5 << 17, q30Gain: (1 << 30) + (1 << 20), turnLead: -(1 << 30))
    #expect(point == CorrectionPoint(current: 2.5, gain: 1 + 0x1p-10, lead: -90))
    let channel = ChannelCalibration(
      q48Scale: 3 << 47, turnLead: 1 << 29, picosecondDelay: 60_000_000, q16Offset: -(5 << 15),
      q16Noise: 9 << 14,
      correction: CorrectionTable(constants: [point]))
    #expect(channel.scale == 1.5 && channel.lead == 45 && channel.offset == -2.5 && channel.noise == 2.25)
    #expect(abs(channel.delay - 60e-6) < 1e-18)
    #expect(channel.correction.count == 1 && channel.correction[0] == point)
  }
}
