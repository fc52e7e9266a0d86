// SPDX-License-Identifier: Apache-2.0
import Simulation
import Commissioning
import Foundation
import Metering
import Testing
import _TestSupport

/// The rows of the manual's troubleshooting table that concern wiring, each made and measured.
@Suite struct WiringFaultTests {
  /// Readings of an installation before and after something was done to it.
  static func readings(
    _ kind: WiringMap.Kind, _ damage: (inout Scenario) -> Void
  ) throws -> (right: Reading, wrong: Reading) {
    let diagram = WiringDiagram(kind)
    var installation = try WiringInstallation(diagram, in: WiringInstallation.net(kind))
    let right = try installation.reading(diagram.map)
    damage(&installation.scenario)
    return (right, try installation.reading(diagram.map))
  }

  static func turn(_ readings: (right: Reading, wrong: Reading), _ line: Line) throws -> Double {
    let phases = try [readings.right, readings.wrong].map { try #require($0.lines[line]?.phase) }
    return abs((phases[1] - phases[0]).remainder(dividingBy: 360))
  }

  @Test("the manual has a row for each", .enabled(if: SharedMaterial.isPresent))
  func rows() throws {
    let manual = try String(contentsOf: SharedMaterial.file("manual/csp1-manual.txt"), encoding: .utf8)
    let rows = manual.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    // A word of the manual's cause or solution, and a word of ours.
    for (fault, issue, theirs, ours) in [
      (WiringFault.supplyReversed, "Incorrect power direction", "L and N reversed", "N and L are exchanged"),
      (
        .arrowReversed, "Export is measured as import", "Arrow must point from Grid",
        "arrow must point from grid to load"
      ),
      (.wiresExchanged, "Wrong phase or incorrect RMS value", "Red/White wires", "red and white"),
      (.clampOpen, "Inaccurate or zero readings", "fully around insulated", "fully around one insulated"),
    ] {
      let row = try #require(rows.first { $0.count == 3 && $0[0].hasPrefix(issue) })
      #expect(row.dropFirst().contains { $0.contains(theirs) })
      #expect((fault.cause + fault.remedy).contains(ours))
      #expect(
        WiringDiagram.faultText.contains(fault.symptom) && WiringDiagram.faultText.contains(fault.remedy))
    }
    #expect(WiringFault.allCases.count == 4)
  }

  @Test(
    "L and N exchanged: every direction is turned, no current changes", arguments: WiringMap.Kind.allCases)
  func supplyReversed(kind: WiringMap.Kind) throws {
    let readings = try Self.readings(kind) { $0.supply = $0.supply.reversed }
    try #require(kind.lines.count == (kind == .single ? 1 : 3))
    for line in kind.lines {
      #expect(abs(try Self.turn(readings, line) - 180) < 0.1)
      let (right, wrong) = (readings.right.lines[line]!, readings.wrong.lines[line]!)
      #expect(right.direction != wrong.direction && abs(wrong.current / right.current - 1) < 1e-3)
    }
  }

  @Test(
    "an arrow from load to grid, or red and white exchanged at a clamp: its import shows as export",
    arguments: Input.allCases)
  func arrowReversed(input: Input) throws {
    let readings = try Self.readings(.star) { $0.clamps[input]?.polarity = .reversed }
    for line in Line.allCases {
      let isOther = line.index != input.index
      #expect(abs(try Self.turn(readings, line) - (isOther ? 0 : 180)) < 0.1)
      #expect(readings.right.lines[line]?.direction == .import)
      #expect(readings.wrong.lines[line]?.direction == (isOther ? .import : .export))
    }
  }

  @Test("a clamp of a delta net with red to the odd terminal: the derived current is wrong too")
  func wiresExchanged() throws {
    let diagram = WiringDiagram(.delta)
    let net = Scenario(wiring: .delta, loads: [.init(.all, current: 6, phase: 20)])
    var installation = try WiringInstallation(diagram, in: net)
    let right = try installation.reading(diagram.map)
    installation.scenario.clamps[.input2]?.polarity = .normal
    let wrong = try installation.reading(diagram.map)
    #expect(abs(try Self.turn((right, wrong), .l3) - 180) < 0.1)
    #expect(try Self.turn((right, wrong), .l1) < 0.1)
    // I1 - I3 in place of I1 + I3, which are 120 degrees apart.
    let ratio = wrong.lines[.l2]!.current / right.lines[.l2]!.current
    #expect(abs(ratio / 3.0.squareRoot() - 1) < 1e-3)
  }

  @Test("two clamps' wires at each other's terminals: wrong angles and wrong currents")
  func clampsExchanged() throws {
    let readings = try Self.readings(.star) {
      ($0.clamps[.input1], $0.clamps[.input2]) = ($0.clamps[.input2], $0.clamps[.input1])
    }
    for line in [Line.l1, .l2] {
      #expect(try Self.turn(readings, line) > 90)
      #expect(abs(readings.wrong.lines[line]!.current / readings.right.lines[line]!.current - 1) > 0.3)
    }
    #expect(try Self.turn(readings, .l3) < 0.1)
  }

  @Test("a clamp around no conductor reads zero, and the others as before", arguments: Input.allCases)
  func clampOpen(input: Input) throws {
    let readings = try Self.readings(.star) { $0.clamps[input] = nil }
    for line in Line.allCases {
      let (right, wrong) = (readings.right.lines[line]!, readings.wrong.lines[line]!)
      if line.index == input.index {
        #expect(wrong.current == 0 && wrong.flags == .belowRange)
      } else {
        #expect(abs(wrong.current / right.current - 1) < 1e-3)
      }
    }
  }
}
