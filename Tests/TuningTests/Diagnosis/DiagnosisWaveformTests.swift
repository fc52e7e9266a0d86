// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import Tuning
import Waveforms
import _TestSupport

@Suite("The diagnosis of sampled waveforms")
struct DiagnosisWaveformTests {
  /// What is diagnosed of the first seconds of a scenario.
  private func diagnosis(
    _ scenario: Scenario, of kind: WiringMap.Kind, isFixed: Bool
  ) throws -> WiringDiagnosis {
    var observation = try #require(WiringObservation(of: kind.map))
    let configuration = MeterConfiguration(
      rate: scenario.rate, channelCount: 4, calibration: scenario.calibration, wiring: observation.map)
    var source = try SimulatedSource(scenario, seconds: 3)
    func observe(_ meter: consuming Meter<some PhasorEstimator & ~Copyable>) throws {
      var meter = meter
      while true {
        let samples = try source.read(upTo: 1000)
        if samples.isEmpty { return }
        meter.update(samples.span) { observation.add($0) }
      }
    }
    if isFixed {
      try observe(Meter(configuration, estimator: FixedEstimator()))
    } else {
      try observe(Meter(configuration, estimator: FFTWEstimator(rate: scenario.rate, channelCount: 4)))
    }
    return observation.diagnosis()
  }

  @Test(
    "every combination is ranked first, with noise, harmonics and off nominal",
    arguments: [WiringMap.Kind.star, .delta, .deltaAlternative])
  func grid(kind: WiringMap.Kind) throws {
    var generator = SeededGenerator(seed: 41)
    let wirings = combinations(kind)
    var right = 0
    for (index, wiring) in wirings.enumerated() {
      var clamps = PerInput<WiringMap.Assignment?>(repeating: nil)
      for clamp in wiring.clamps {
        clamps[clamp.input] = .init(try #require(clamp.conductor?.asLine), clamp.polarity)
      }
      let connections: [Scenario.Connection] = kind == .star ? [.l1, .l2, .l3] : [.all]
      let loads = connections.map {
        Scenario.Load(
          $0, current: randomCurrent(using: &generator), phase: randomLag(using: &generator),
          harmonics: [.init(order: 5, percent: 20), .init(order: 7, percent: 10)])
      }
      let scenario = Scenario(
        rate: 1000, seed: UInt64(index), wiring: kind, rotation: wiring.rotation, frequency: .init(49.9),
        loads: loads, clamps: clamps, supply: wiring.isSupplyReversed ? kind.supply.reversed : kind.supply)
      let found = try diagnosis(scenario, of: kind, isFixed: index.isMultiple(of: 2))
      if found.candidates[0].contains(wiring) { right += 1 }
    }
    // Of 96, one in a hundred are three or more in one of fourteen cases.
    #expect(right >= wirings.count - 2, "\(right) of \(wirings.count)")
  }
}
