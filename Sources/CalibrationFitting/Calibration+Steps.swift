// SPDX-License-Identifier: Apache-2.0
import Metering

extension Calibration {
  /// Codes of the nominal front end at this resolution that a code is worth, of each channel: 1 unless codes are scaled.
  var codeSteps: PerChannel<Double> {
    let nominal = Calibration.nominal(bits: lowestCode.magnitude.trailingZeroBitCount + 1)
    var steps = PerChannel(repeating: channels.voltage.scale / nominal.channels.voltage.scale)
    for input in Input.allCases {
      steps.inputs[input] = channels.inputs[input].scale / nominal.channels.inputs[input].scale
    }
    return steps
  }
}

extension ChannelCalibration {
  /// Converts it to scaled codes, each of which is worth `step` of the codes that it is for.
  ///
  /// - Parameter own: The calibration with which the scaled codes come; its offset is added.
  mutating func rescale(by step: Double, _ own: ChannelCalibration) {
    scale *= step
    offset = offset / step + own.offset
    noise = noise.map { $0 / (step * step) }
  }
}
