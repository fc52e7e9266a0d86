// SPDX-License-Identifier: Apache-2.0
import Metering

extension Calibration {
  /// How many codes of the nominal front end at this resolution a code is, of each channel: 1 but where codes are scaled.
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
  /// Makes it that of codes that are scaled: each is worth `step` of those that it is for.
  mutating func rescale(by step: Double, _ own: ChannelCalibration) {
    scale *= step
    offset = offset / step + own.offset
    noise = noise.map { $0 / (step * step) }
  }
}
