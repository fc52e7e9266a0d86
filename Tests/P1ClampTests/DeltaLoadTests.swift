// SPDX-License-Identifier: Apache-2.0
import Simulation
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// Loads between two lines of a net without neutral: the most unbalanced ones there are.
@Suite struct DeltaLoadTests {
  /// One load between two lines in one kind of net.
  struct Case: CustomTestStringConvertible, Sendable {
    var wiring: Scenario.Wiring
    var rotation: Rotation
    var connection: Scenario.Connection
    var estimator: HostEstimator.Kind
    var testDescription: String {
      "\(wiring.rawValue), \(rotation.rawValue), \(connection.rawValue), \(estimator.rawValue)"
    }

    static let all = [Scenario.Wiring.delta, .deltaAlternative].flatMap { wiring in
      Rotation.allCases.flatMap { rotation in
        [Scenario.Connection.l1l2, .l2l3, .l3l1].flatMap { connection in
          HostEstimator.Kind.allCases.map {
            Case(wiring: wiring, rotation: rotation, connection: connection, estimator: $0)
          }
        }
      }
    }

    /// The two lines of the load, and the one without.
    var lines: (from: Line, to: Line, rest: Line) {
      switch connection {
      case .l1l2: (.l1, .l2, .l3)
      case .l2l3: (.l2, .l3, .l1)
      default: (.l3, .l1, .l2)
      }
    }
  }

  static let harmonics = [
    Scenario.Harmonic(order: 3, percent: 25, phase: 160), .init(order: 5, percent: 20, phase: -30),
    .init(order: 7, percent: 10, phase: 100),
  ]

  @Test(
    "a resistor: current in two lines, none in the third, and U x I in all",
    arguments: Trials.chosen(Case.all, orEach: 5))
  func resistor(load: Case) throws {
    let scenario = Scenario(
      wiring: load.wiring, rotation: load.rotation, frequency: .init(50.02), voltage: .init(phase: 33),
      offset: .init(voltage: 12, inputs: .init(-20, 7.3, 20)),
      loads: [.init(load.connection, current: 10)])
    for reading in try scenario.readings(3, estimator: load.estimator).dropFirst() {
      let lines = load.lines
      // V(a) - V(b) leads V(a) by 30 degrees in right rotation, and lags the opposite of V(b) by as much.
      let lead: Double = load.rotation == .clockwise ? 30 : -30
      for (line, phase) in [(lines.from, -lead), (lines.to, lead)] {
        let found = try #require(reading.lines[line])
        // Noise shows 10 A, 328 codes, to 0.005 % in a second, the derived line to sqrt 2 of that.
        #expect(abs(found.current / 10 - 1) < 2e-3 && abs(found.fundamental / 10 - 1) < 2e-3)
        #expect(difference(try #require(found.phase), phase) < 0.1)
        // Half of it in each line: 230 / sqrt 3 x 10 x cos 30.
        #expect(abs(try #require(found.power) / 1150 - 1) < 2e-3)
        #expect(found.isMeasured == (line != .l2) && found.flags == (line == .l2 ? .derived : []))
      }
      #expect(try #require(reading.lines[lines.rest]).current < 0.03)
      #expect(abs(reading.totalImport / 2300 - 1) < 2e-3 && reading.totalExport == 0)
      #expect(reading.residual == nil)
    }
  }

  @Test(
    "a distorted load that lags or feeds in: true RMS, angles and totals",
    arguments: Trials.chosen(Case.all, [-35, 50, 170] as [Double], orEach: 7))
  func distorted(load: Case, phase: Double) throws {
    let scenario = Scenario(
      wiring: load.wiring, rotation: load.rotation, frequency: .init(49.7),
      voltage: .init(harmonics: [.init(order: 5, percent: 4), .init(order: 7, percent: 2)]),
      loads: [.init(load.connection, current: 12, phase: phase, harmonics: Self.harmonics)])
    let truth = scenario.truth()
    let rms = 12 * (1 + 0.25 * 0.25 + 0.2 * 0.2 + 0.1 * 0.1).squareRoot()
    for reading in try scenario.readings(3, estimator: load.estimator).dropFirst() {
      for line in [load.lines.from, load.lines.to] {
        let found = try #require(reading.lines[line])
        let expected = try #require(truth[line])
        try #require(abs(expected.current - rms) < 1e-9)
        #expect(abs(found.current / rms - 1) < 2e-3)
        #expect(abs(found.fundamental / 12 - 1) < 2e-3)
        #expect(difference(try #require(found.phase), expected.phase) < 0.1)
      }
      let total = 2760 * cos(phase * .pi / 180)
      let net = reading.totalImport - reading.totalExport
      #expect(abs(net / total - 1) < 2e-3)
    }
  }

  @Test(
    "three unequal loads between the lines: everything within 0.2 %",
    arguments: Trials.chosen(Case.all.filter { $0.connection == .l1l2 }, orEach: 3))
  func all(load: Case) throws {
    let scenario = Scenario(
      wiring: load.wiring, rotation: load.rotation,
      loads: [
        .init(.l1l2, current: 16, harmonics: Self.harmonics), .init(.l2l3, current: 3, phase: 35),
        .init(.l3l1, current: 7, phase: 12), .init(.all, current: 2, phase: 30),
      ])
    let truth = scenario.truth()
    for reading in try scenario.readings(3, estimator: load.estimator).dropFirst() {
      for line in Line.allCases {
        let (found, expected) = (try #require(reading.lines[line]), try #require(truth[line]))
        #expect(abs(found.current / expected.current - 1) < 2e-3, "\(line.name)")
        #expect(difference(try #require(found.phase), expected.phase) < 0.1, "\(line.name)")
      }
      let total = truth.reduce(0) { $0 + ($1?.power ?? 0) }
      #expect(abs(reading.totalImport / total - 1) < 2e-3)
    }
  }

  @Test("three clamps: the residual is nothing, and a current as large as a line's where one is reversed")
  func residual() throws {
    var scenario = Scenario(
      wiring: .delta,
      loads: [.init(.l1l2, current: 10, harmonics: Self.harmonics), .init(.l3l1, current: 6, phase: 20)],
      clamps: WiringMap.star.inputs)
    let map = WiringMap(inputs: WiringMap.star.inputs, supply: scenario.supply)
    let truth = scenario.truth()
    for estimator in HostEstimator.Kind.allCases {
      scenario.clamps = WiringMap.star.inputs
      let right = try #require(try scenario.readings(2, wiring: map, estimator: estimator).last)
      // A hundredth of a code squared of the noise's scatter: a few milliamperes.
      #expect(try #require(right.residual) < 0.02)
      for input in Input.allCases {
        scenario.clamps = WiringMap.star.inputs
        let line = try #require(scenario.clamps[input]?.line)
        scenario.clamps[input]?.polarity = .reversed
        let wrong = try #require(try scenario.readings(2, wiring: map, estimator: estimator).last)
        let expected = 2 * (try #require(truth[line]).current)
        #expect(abs(try #require(wrong.residual) / expected - 1) < 2e-3)
      }
    }
  }
}
