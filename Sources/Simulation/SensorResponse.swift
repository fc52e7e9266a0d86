// SPDX-License-Identifier: Apache-2.0
import Metering

/// The effect of clamps with errors and of a multiplexed converter on the codes of ideal ones.
struct SensorResponse: Sendable {
  private let errors: [Scenario.ClampError?]
  /// Volts or amperes a code, by channel.
  private let scales: SIMD4<Double>
  /// How much later than the frame each channel is sampled, s.
  private let delays: SIMD4<Double>
  /// Where saturation begins, codes.
  private let knees: SIMD4<Double>

  /// The response of a scenario's sensor; nil for an ideal one.
  init?(_ scenario: Scenario) {
    let hasErrors = Input.allCases.contains { scenario.clampErrors[$0] != nil }
    guard hasErrors || scenario.delays != .init(repeating: 0) else { return nil }
    let channels = scenario.calibration.channels
    errors = [nil] + Input.allCases.map { scenario.clampErrors[$0] }
    scales = SIMD4([channels.voltage.scale] + Input.allCases.map { channels.inputs[$0].scale })
    delays = SIMD4([scenario.delays.voltage] + Input.allCases.map { scenario.delays.inputs[$0] }) * 1e-6
    var knees = SIMD4(repeating: Double.infinity)
    for (channel, error) in errors.enumerated() {
      if let knee = error?.saturation { knees[channel] = knee / abs(scales[channel]) }
    }
    self.knees = knees
  }

  /// Whether the response depends on the mains frequency.
  var dependsOnFrequency: Bool { delays != .zero }

  /// Applies ratio and phase errors and delays to the peak codes of all orders, the fundamental first.
  ///
  /// - Parameter frequency: Mains frequency, Hz.
  func apply(_ real: inout [SIMD4<Double>], _ imaginary: inout [SIMD4<Double>], frequency: Double) {
    for channel in 0..<4 {
      var gain = 1.0
      var lead = 0.0
      if let error = errors[channel] {
        let squares = real.indices.reduce(0) { sum, order in
          sum + real[order][channel] * real[order][channel] + imaginary[order][channel]
            * imaginary[order][channel]
        }
        let current = (0.5 * squares).squareRoot() * abs(scales[channel])
        gain = error.factor(at: current)
        lead = error.lead(at: current)
      }
      for index in real.indices {
        let order = Double(index + 1)
        let turned = Phasor(real: real[index][channel], imaginary: imaginary[index][channel])
          .rotated(degrees: lead / order + 360 * order * frequency * delays[channel])
        real[index][channel] = turned.real * gain
        imaginary[index][channel] = turned.imaginary * gain
      }
    }
  }

  /// The codes that come out of saturating cores.
  func saturated(_ codes: SIMD4<Double>) -> SIMD4<Double> {
    var codes = codes
    for channel in 0..<4 {
      let excess = abs(codes[channel]) - knees[channel]
      guard excess > 0 else { continue }
      let magnitude = knees[channel] + excess / (1 + excess / knees[channel])
      codes[channel] = codes[channel] < 0 ? -magnitude : magnitude
    }
    return codes
  }
}
