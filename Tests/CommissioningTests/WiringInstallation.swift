// SPDX-License-Identifier: Apache-2.0
import Recordings
import Simulation
import Commissioning
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// An installation that was wired by the table that the tool prints.
struct WiringInstallation {
  var scenario: Scenario

  /// Connects the sensor as the rows of a printed table say.
  init(_ diagram: WiringDiagram, in net: Scenario) throws {
    scenario = net
    var terminals: [String: (wire: String, goal: String)] = [:]
    for line in diagram.text.split(separator: "\n").prefix(while: { !$0.hasPrefix("  Grid") }) {
      let words = line.split(separator: " ").map(String.init)
      guard let name = words.first, ["N", "L"].contains(name) || Int(name) != nil else { continue }
      let hasWire = words.count > 2 && ["red", "white"].contains(words[1])
      terminals[name] = (hasWire ? words[1] : "", words.dropFirst(hasWire ? 2 : 1).joined(separator: " "))
    }
    let goals = try ["N", "L"].map { try #require(terminals[$0]).goal }
    scenario.supply = Supply(
      neutral: try #require(Conductor(rawValue: goals[0])), line: try #require(Conductor(rawValue: goals[1])))
    for input in Input.allCases {
      let odd = try #require(terminals["\(5 + 2 * input.index)"])
      let even = try #require(terminals["\(6 + 2 * input.index)"])
      scenario.clamps[input] = nil
      guard odd.goal != "/" else {
        #expect(even.goal == "/" && odd.wire == "" && even.wire == "")
        continue
      }
      // Both wires of a clamp, one of each colour.
      #expect(Set([odd.wire, even.wire]) == ["red", "white"])
      let line = try #require(
        Line.allCases.first { even.goal == "clamp around \($0.name)" && odd.goal.hasPrefix(even.goal) })
      scenario.clamps[input] = .init(line, odd.wire == "red" ? .normal : .reversed)
    }
  }

  /// What a sensor with a map reads in its second second.
  func reading(_ map: WiringMap) throws -> Reading {
    let configuration = MeterConfiguration(
      rate: scenario.rate, calibration: scenario.calibration, wiring: map)
    var meter = try Meter(configuration, estimator: FFTWEstimator(rate: scenario.rate, channelCount: 4))
    var blocks = FrameBlocks(try SimulatedSource(scenario, seconds: 2), framesPerBlock: 4096)
    var readings: [Reading] = []
    try meter.measure(&blocks) { readings.append($0.checked()) }
    return try #require(readings.last)
  }

  /// A net with different loads on all lines.
  static func net(_ kind: WiringMap.Kind, _ rotation: Rotation = .clockwise) -> Scenario {
    let loads: [Scenario.Load] =
      switch kind {
      case .single: [.init(.l1, current: 9, phase: 25)]
      case .star:
        [
          .init(.l1, current: 9, phase: 25), .init(.l2, current: 5, phase: 5),
          .init(.l3, current: 14, phase: -10),
        ]
      case .delta, .deltaAlternative:
        [.init(.l1l2, current: 9, phase: 25), .init(.l2l3, current: 5), .init(.all, current: 3, phase: 20)]
      }
    return Scenario(wiring: kind, rotation: rotation, loads: loads)
  }
}
