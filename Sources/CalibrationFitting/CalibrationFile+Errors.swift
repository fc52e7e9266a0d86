// SPDX-License-Identifier: Apache-2.0
package import Simulation
import Metering

extension CalibrationFile {
  /// Gives a scenario's sensor the errors that the file corrects, for loads of one current.
  ///
  /// A channel's phase counts relative to the voltage's, whose own error no simulated sensor has.
  ///
  /// - Parameter current: True RMS current of every line, A.
  package func addErrors(to scenario: inout Scenario, at current: Double) {
    scenario.delays.voltage = channels.voltage.delay
    for input in Input.allCases {
      let channel = channels.inputs[input]
      let point = channel.correction.point(at: current)
      let ratio = (1 / (channel.gain * point.gain) - 1) * 100
      let lead = channel.lead + point.lead - channels.voltage.lead
      scenario.clampErrors[input] = .init(lowRatio: ratio, ratio: ratio, lowLead: lead, lead: lead)
      scenario.delays.inputs[input] = channel.delay
    }
  }
}
