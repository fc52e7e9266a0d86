// SPDX-License-Identifier: Apache-2.0
public import Metering

/// The readings of a perfect meter on one line.
public struct LineTruth: Sendable, Equatable {
  /// RMS of the fundamental current, A.
  public var fundamental: Double
  /// True RMS current, A: harmonics and interharmonics included, DC and noise not.
  public var current: Double
  /// How far the fundamental current lags the line's own voltage, degrees, (-180, 180]; 0 without current.
  ///
  /// In the delta nets the own voltage is that against a virtual neutral.
  public var phase: Double
  /// Fundamental active power, W, import positive.
  public var power: Double
}

extension Scenario {
  /// The currents of each line, computed from the loads' phasors; nil for a line that the net does not have.
  ///
  /// Clamps and supply make no difference. The truth holds for as long around `time` as no course ramps, steps or
  /// switches and no restless load draws its factor anew. The scenario must be one that `SimulatedSource` accepts.
  ///
  /// - Parameter time: Seconds after the first frame, 0...1e9.
  public func truth(at time: Double = 0) -> PerLine<LineTruth?> {
    let network = Network(self)
    let frame = Int((time * rate + 1e-6).rounded(.down))
    let voltage = network.lineVoltage * factor(of: self.voltage.course, at: frame)
    var lines = PerLine<Network.Spectrum>(repeating: .init(repeating: .zero, count: network.orders))
    var tones = PerLine<[Double: Phasor]>(repeating: [:])
    for (index, load) in loads.enumerated() {
      let factor = factor(of: load, index, at: frame)
      let currents = network.currents(of: load)
      for line in Line.allCases {
        lines[line] = zip(lines[line], currents[line]).map { $0 + $1 * factor }
        for tone in load.interharmonics {
          let current = currents[line][0].rotated(degrees: tone.phase) * (factor * tone.percent / 100)
          tones[line][tone.hertz] = (tones[line][tone.hertz] ?? .zero) + current
        }
      }
    }
    var truth = PerLine<LineTruth?>(repeating: nil)
    for line in wiring.lines {
      let first = lines[line][0]
      let power = Phasor(magnitude: voltage, degrees: network.angle(of: line)).timesConjugate(of: first)
      let own = Phasor(magnitude: 1, degrees: network.angle(of: line)).timesConjugate(of: first)
      truth[line] = LineTruth(
        fundamental: first.magnitude, current: (lines[line] + tones[line].inOrder).square.squareRoot(),
        phase: own.degrees, power: power.real)
    }
    return truth
  }

  private func factor(of load: Load, _ index: Int, at frame: Int) -> Double {
    guard load.switching?.state(at: frame, rate: rate).isOn ?? true else { return 0 }
    let noise = fluctuationNoise(ofLoad: index)
    let restless = load.fluctuation?.state(at: frame, rate: rate, noise: noise).factor ?? 1
    return factor(of: load.course, at: frame) * restless
  }

  private func factor(of course: [Change], at frame: Int) -> Double {
    Timeline(value: 1, course: course, rate: rate).piece(at: frame).value(at: Double(frame) / rate)
  }
}

extension [Double: Phasor] {
  /// The phasors by rising frequency, so that sums of them do not differ from run to run.
  fileprivate var inOrder: [Phasor] { sorted { $0.key < $1.key }.map(\.value) }
}

extension [Phasor] {
  /// The mean square of the sinusoids together, all of different frequencies.
  fileprivate var square: Double { reduce(0) { $0 + $1.square } }
}
