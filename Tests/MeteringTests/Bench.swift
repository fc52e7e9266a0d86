// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

/// A meter on a bench: sinusoids as codes, and an estimator that finds the phasors they were made from.
///
/// 16 bits at 1000 frames/s unless asked otherwise, so that rounding is small and runs are short.
struct Bench {
  var configuration: MeterConfiguration
  var frequency = 50.0
  /// The voltage reference, V.
  var voltage = Phasor(magnitude: 230, degrees: 0)
  /// What the clamps see, A.
  var currents: PerInput<Phasor>
  /// Power of the noise that the estimator finds, codes squared; the codes have none.
  var noise = PerChannel(repeating: 0.0)
  /// Changes a code before the meter sees it: frame, channel, code.
  var disturb: (Int, Int, Double) -> Double = { $2 }
  /// Changes what the estimator finds: cycle from 1, estimate.
  var adjust: (Int, inout PhasorEstimate) -> Void = { _, _ in }

  init(
    _ wiring: WiringMap = .star, rate: Double = 1000, powerModel: PowerModel = .active,
    currents: PerInput<Phasor> = .init(repeating: .zero)
  ) {
    configuration = MeterConfiguration(
      rate: rate, calibration: .nominal(bits: 16), wiring: wiring, powerModel: powerModel)
    // Any noise that a test plays is the converter's.
    configuration.calibration.noiseLimit = 1e9
    self.currents = currents
  }

  /// The phasors in codes.
  private var phasors: PerChannel<Phasor> {
    let channels = configuration.calibration.channels
    func codes(_ input: Input) -> Phasor { currents[input] * (1 / channels.inputs[input].scale) }
    return PerChannel(
      voltage: voltage * (1 / channels.voltage.scale),
      inputs: .init(codes(.input1), codes(.input2), codes(.input3)))
  }

  /// Interleaved codes of so many frames.
  func frames(_ count: Int) -> [Int16] {
    let all = phasors
    let channels = [all.voltage] + Input.allCases.map { all.inputs[$0] }
    let rate = configuration.rate
    return Waves.frames(
      count,
      channels.prefix(configuration.channelCount).enumerated().map { channel, phasor in
        let amplitude = 2.0.squareRoot() * phasor.magnitude
        let angle = phasor.degrees * .pi / 180
        return { frame in
          disturb(frame, channel, amplitude * cos(2 * .pi * frequency * Double(frame) / rate + angle))
        }
      }, bits: 16)
  }

  /// What an estimator finds in a cycle.
  func estimate(_ cycle: Int) -> PhasorEstimate {
    let all = phasors
    let direction = all.voltage.magnitude > 0 ? all.voltage * (1 / all.voltage.magnitude) : .zero
    func fundamental(_ phasor: Phasor, noise: Double) -> Fundamental {
      let against = phasor.timesConjugate(of: direction)
      // A period's phasor has 2 (T - 0.47) / T^2 of the noise.
      let period = configuration.rate / frequency
      return Fundamental(
        phasor: against, square: phasor.square + 2 * noise * (period - 0.467) / (period * period),
        apparent: against * all.voltage.magnitude, noise: noise)
    }
    var estimate = PhasorEstimate(
      channels: PerChannel(
        voltage: fundamental(all.voltage, noise: noise.voltage),
        inputs: .init(
          fundamental(all.inputs[.input1], noise: noise.inputs[.input1]),
          fundamental(all.inputs[.input2], noise: noise.inputs[.input2]),
          fundamental(all.inputs[.input3], noise: noise.inputs[.input3]))),
      products: [
        all.inputs[.input1].timesConjugate(of: all.inputs[.input2]).real,
        all.inputs[.input1].timesConjugate(of: all.inputs[.input3]).real,
        all.inputs[.input2].timesConjugate(of: all.inputs[.input3]).real,
      ])
    adjust(cycle, &estimate)
    return estimate
  }

  /// Measures so many seconds and returns their readings, one for each: a loop over them is never empty.
  func readings(_ seconds: Int) throws -> [Reading] {
    let readings = try run(frames(Int((Double(seconds) * configuration.rate).rounded(.up)))).readings
    try #require(readings.count == seconds)
    return readings
  }

  /// Measures frames, taken in blocks of `block()` frames.
  func run(
    _ samples: [Int16], block: () -> Int = { .max }
  ) throws -> (readings: [Reading], log: ScriptedEstimator.Log) {
    let estimator = ScriptedEstimator(estimate)
    var meter = try Meter(configuration, estimator: estimator)
    var readings: [Reading] = []
    var start = 0
    while start < samples.count {
      let count = min(block(), (samples.count - start) / configuration.channelCount)
      let end = start + count * configuration.channelCount
      meter.update(samples[start..<end].span) { readings.append($0.checked(isScripted: true)) }
      start = end
    }
    return (readings, estimator.log)
  }
}

/// Three currents of one magnitude and lag in a star net, as inputs 1...3 see them.
func star(_ amperes: Double, lagging degrees: Double = 0) -> PerInput<Phasor> {
  PerInput(
    Phasor(magnitude: amperes, degrees: -degrees), Phasor(magnitude: amperes, degrees: -120 - degrees),
    Phasor(magnitude: amperes, degrees: 120 - degrees))
}
