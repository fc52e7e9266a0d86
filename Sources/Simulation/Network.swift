// SPDX-License-Identifier: Apache-2.0
import Metering

/// The linear algebra of a scenario's net: voltages and currents as phasors, one for each harmonic order.
///
/// Element k of a spectrum is the phasor (RMS) of order k + 1, referred to k + 1 times the angle of line L1's
/// own voltage, at all factors 1.
struct Network {
  typealias Spectrum = [Phasor]

  private let scenario: Scenario
  /// Orders in every spectrum.
  let orders: Int

  init(_ scenario: Scenario) {
    self.scenario = scenario
    let harmonics = scenario.voltage.harmonics + scenario.loads.flatMap(\.harmonics)
    orders = harmonics.map(\.order).max() ?? 1
  }

  /// A line's own voltage relative to line L1's, degrees.
  func angle(of line: Line) -> Double { scenario.rotation.angle(of: line) }

  /// RMS of each line's own voltage, V: against the neutral, or a virtual one.
  var lineVoltage: Double { scenario.voltage.rms * scenario.wiring.map.lineVoltageRatio }

  /// The voltage between the supply terminals, V(L) - V(N).
  var supplyVoltage: Spectrum {
    let supply = scenario.supply
    guard scenario.wiring.isDelta else {
      return difference(voltage(of: supply.line.asLine), voltage(of: supply.neutral.asLine))
    }
    guard let line = supply.line.asLine, let neutral = supply.neutral.asLine else { return silence }
    if isForward(line, neutral) { return voltage(at: scenario.rotation.angle(from: line, to: neutral)) }
    return voltage(at: scenario.rotation.angle(from: neutral, to: line)).map { -$0 }
  }

  /// The currents of a load in each line, A.
  func currents(of load: Scenario.Load) -> PerLine<Spectrum> {
    var lines = PerLine<Spectrum>(repeating: silence)
    func spectrum(_ angle: Double) -> Spectrum {
      self.spectrum(rms: load.current, angle: angle - load.phase, harmonics: load.harmonics)
    }
    func connect(_ from: Line, _ to: Line) {
      let current = spectrum(scenario.rotation.angle(from: from, to: to))
      lines[from] = current
      lines[to] = current.map { -$0 }
    }
    switch load.line {
    case .l1: lines[.l1] = spectrum(angle(of: .l1))
    case .l2: lines[.l2] = spectrum(angle(of: .l2))
    case .l3: lines[.l3] = spectrum(angle(of: .l3))
    case .l1l2: connect(.l1, .l2)
    case .l2l3: connect(.l2, .l3)
    case .l3l1: connect(.l3, .l1)
    case .all: for line in Line.allCases { lines[line] = spectrum(angle(of: line)) }
    }
    return lines
  }

  /// Whether the pair is one of L1-L2, L2-L3, L3-L1.
  private func isForward(_ from: Line, _ to: Line) -> Bool { to.index == (from.index + 1) % 3 }

  private func voltage(of line: Line?) -> Spectrum {
    line.map { voltage(at: angle(of: $0)) } ?? silence
  }

  private func voltage(at angle: Double) -> Spectrum {
    spectrum(rms: scenario.voltage.rms, angle: angle, harmonics: scenario.voltage.harmonics)
  }

  private var silence: Spectrum { Spectrum(repeating: .zero, count: orders) }

  private func difference(_ a: Spectrum, _ b: Spectrum) -> Spectrum {
    zip(a, b).map { $0 + -$1 }
  }

  private func spectrum(rms: Double, angle: Double, harmonics: [Scenario.Harmonic]) -> Spectrum {
    var phasors = silence
    phasors[0] = Phasor(magnitude: rms, degrees: angle)
    for harmonic in harmonics {
      phasors[harmonic.order - 1] = Phasor(
        magnitude: rms * harmonic.percent / 100, degrees: Double(harmonic.order) * angle + harmonic.phase)
    }
    return phasors
  }
}
