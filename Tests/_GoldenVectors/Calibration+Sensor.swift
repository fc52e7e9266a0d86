// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file
public import Metering

extension Calibration {
  /// A clamp sensor's calibration, written by p1clamp calibrate export.
  ///
  /// Each number is the calibration file's to within half a unit of its format.
  public static var sensor: Calibration {
    var calibration = Calibration.nominal()
    calibration.setSensor()
    return calibration
  }

  /// Makes it the calibration ``sensor``, channel by channel in its place, which takes less stack.
  public mutating func setSensor() {
    channels.voltage = ChannelCalibration(
      q48Scale: 54975581388800, turnLead: 0, picosecondDelay: 0,
      q16Offset: 0, q16Noise: nil)
    channels.inputs[.input1] = ChannelCalibration(
      q48Scale: 8589934592000, turnLead: 0, picosecondDelay: 60000000,
      q16Offset: 0, q16Noise: nil, correction: CorrectionTable(constants: [
        CorrectionPoint(q18Current: 131072, q30Gain: 1096667393, turnLead: 27901420),
        CorrectionPoint(q18Current: 524288, q30Gain: 1093181490, turnLead: 23393613),
        CorrectionPoint(q18Current: 2621440, q30Gain: 1088119227, turnLead: 17497935),
        CorrectionPoint(q18Current: 7864320, q30Gain: 1085167940, turnLead: 13949815)]))
    channels.inputs[.input2] = ChannelCalibration(
      q48Scale: 8589934592000, turnLead: 0, picosecondDelay: 120000000,
      q16Offset: 0, q16Noise: nil, correction: CorrectionTable(constants: [
        CorrectionPoint(q18Current: 131072, q30Gain: 1146008944, turnLead: 83960765),
        CorrectionPoint(q18Current: 524288, q30Gain: 1133891123, turnLead: 70285112),
        CorrectionPoint(q18Current: 2621440, q30Gain: 1118065135, turnLead: 52560617),
        CorrectionPoint(q18Current: 7864320, q30Gain: 1108741298, turnLead: 41833936)]))
    channels.inputs[.input3] = ChannelCalibration(
      q48Scale: 8589934592000, turnLead: 0, picosecondDelay: 180000000,
      q16Offset: 0, q16Noise: nil, correction: CorrectionTable(constants: [
        CorrectionPoint(q18Current: 131072, q30Gain: 1096024007, turnLead: 28071429),
        CorrectionPoint(q18Current: 524288, q30Gain: 1092908545, turnLead: 23443125),
        CorrectionPoint(q18Current: 2621440, q30Gain: 1088121482, turnLead: 17512610),
        CorrectionPoint(q18Current: 7864320, q30Gain: 1085157525, turnLead: 13945520)]))
    range = ClampRange(rating: 20971520 * 0x1p-18)
    (lowestCode, highestCode) = (-2048, 2047)
  }
}
