// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import Tuning
import _TestSupport

@Suite("The diagnosis over all combinations")
struct DiagnosisGridTests {
  @Test("star")
  func star() {
    var generator = SeededGenerator(seed: 5)
    var (right, all, sure, sureRight) = (0, 0, 0, 0)
    for wiring in combinations(.star) {
      for _ in 0..<12 {
        let simulated = SimulatedWiring(kind: .star, wiring: wiring)
        let currents = Line.allCases.map { line in
          simulated.load(line, exp(.random(in: log(0.3)...log(30), using: &generator)), lag: .random(in: -20...40, using: &generator))
        }
        let diagnosis = simulated.diagnosis([PerLine(currents[0], currents[1], currents[2])], using: &generator)
        let best = diagnosis.candidates[0]
        all += 1
        if best.contains(wiring) { right += 1 } else if all % 7 == 0 {
          let k = diagnosis.candidates.firstIndex { $0.contains(wiring) }!
          print("TRUE", wiring, k, diagnosis.candidates[k].probability, "BEST", best.probability, best.hypothesis, "LAGS", currents.enumerated().map { -$1.degrees + simulated.angle(of: Line.allCases[$0]) }, currents.map(\.magnitude))
        }
        if best.probability >= 0.9 { sure += 1; if best.contains(wiring) { sureRight += 1 } }
      }
    }
    print("star", right, all, sure, sureRight)
  }
  @Test("delta", arguments: [1])
  func delta(population: Int) {
    var generator = SeededGenerator(seed: 5)
    var (right, all, sure, sureRight) = (0, 0, 0, 0)
    for wiring in combinations(.delta) {
      for _ in 0..<12 {
        let simulated = SimulatedWiring(kind: .delta, wiring: wiring)
        func amps() -> Double { exp(.random(in: log(0.3)...log(30), using: &generator)) }
        func lag() -> Double { .random(in: -20...40, using: &generator) }
        let (i, phi) = (amps(), lag())
        let balanced = PerLine(simulated.load(.l1, i, lag: phi), simulated.load(.l2, i, lag: phi), simulated.load(.l3, i, lag: phi))
        let (a, b, c) = (simulated.load(.l1, .l2, amps(), lag: lag()), simulated.load(.l2, .l3, amps(), lag: lag()), simulated.load(.l3, .l1, amps(), lag: lag()))
        let states = population == 0 ? [balanced] : population == 1 ? [a + b + c] : [balanced, balanced + a, balanced + a + b, a + b, a + b + c, b + c]
        let diagnosis = simulated.diagnosis(states, using: &generator)
        let best = diagnosis.candidates[0]
        all += 1
        if !best.contains(wiring) {
          let k = diagnosis.candidates.firstIndex { $0.contains(wiring) }!
          if best.probability > 0.9 { print("TRUE", population, wiring, k, diagnosis.candidates[k].probability, "BEST", best.probability, best.hypothesis, "LAG", a, b, c) }
        }
        if best.contains(wiring) { right += 1 }
        if best.probability >= 0.9 { sure += 1; if best.contains(wiring) { sureRight += 1 } }
      }
    }
    print("delta", population, right, all, sure, sureRight)
  }
}
