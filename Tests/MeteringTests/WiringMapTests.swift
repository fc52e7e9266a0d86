// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

/// The wiring table against the algebra it comes from: right rotation, and what the supply terminals are
/// connected to.
@Suite struct WiringMapTests {
  /// An installation kind as the manual's diagrams show it.
  struct Diagram: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var map: WiringMap
    /// The lines at the supply terminals; nil for the neutral.
    var supply: (n: Line?, l: Line)
    /// The line of each input and whether its wires are exchanged.
    var clamps: [(Line, isReversed: Bool)?]
    var hasNeutral: Bool { supply.n == nil }

    static let all = [
      Diagram(
        testDescription: "single", map: .single, supply: (nil, .l1), clamps: [(.l1, false), nil, nil]),
      Diagram(
        testDescription: "star", map: .star, supply: (nil, .l1),
        clamps: [(.l1, false), (.l2, false), (.l3, false)]),
      Diagram(
        testDescription: "delta", map: .delta, supply: (.l2, .l1), clamps: [(.l1, false), (.l3, true), nil]),
      Diagram(
        testDescription: "delta-alternative", map: .deltaAlternative, supply: (.l2, .l3),
        clamps: [(.l3, false), nil, (.l1, true)]),
    ]
  }

  /// Right rotation: V1 = 0, V2 = -120, V3 = +120 degrees.
  static func voltage(_ line: Line?) -> Phasor {
    switch line {
    case nil: .zero
    case .l1: Phasor(magnitude: 1, degrees: 0)
    case .l2: Phasor(magnitude: 1, degrees: -120)
    case .l3: Phasor(magnitude: 1, degrees: 120)
    }
  }

  @Test("reference angles are those of the lines' voltages against V(L) - V(N)", arguments: Diagram.all)
  func referenceAngles(diagram: Diagram) {
    let reference = Self.voltage(diagram.supply.l) + -Self.voltage(diagram.supply.n)
    for line in Line.allCases {
      let angle = Self.voltage(line).timesConjugate(of: reference).degrees
      let error = Phasor(magnitude: 1, degrees: angle - diagram.map.referenceAngles[line]).degrees
      // Rounding in a few operations of magnitude 180.
      #expect(abs(error) < 1e-12, "\(line)")
    }
  }

  @Test("inputs measure the lines that the diagrams show", arguments: Diagram.all)
  func inputs(diagram: Diagram) {
    for (input, clamp) in zip(Input.allCases, diagram.clamps) {
      let expected = clamp.map { WiringMap.Assignment($0.0, $0.isReversed ? .reversed : .normal) }
      #expect(diagram.map.inputs[input] == expected)
    }
  }

  @Test("frames have the channels up to the last input that is used", arguments: Diagram.all)
  func channels(diagram: Diagram) {
    let last = diagram.clamps.lastIndex { $0 != nil }!
    #expect(diagram.map.channelCount == last + 2)
  }

  @Test("a map without inputs needs the voltage alone")
  func noInputs() {
    let map = WiringMap(inputs: .init(repeating: nil), referenceAngles: .init(repeating: 0))
    #expect(map.channelCount == 1)
    var second = map
    second.inputs[.input2] = WiringMap.Assignment(.l1)
    #expect(second.channelCount == 3)
  }

  @Test("without a neutral one line is derived and counts against a virtual neutral", arguments: Diagram.all)
  func derived(diagram: Diagram) {
    let measured = diagram.clamps.compactMap { $0?.0 }
    let rest = Line.allCases.filter { !measured.contains($0) }
    if diagram.hasNeutral {
      #expect(diagram.map.derived == nil && diagram.map.lineVoltageRatio == 1)
    } else {
      #expect(diagram.map.derived.map { [$0] } == rest)
      // The line's own voltage over that between two lines.
      let between = Self.voltage(.l1) + -Self.voltage(.l2)
      #expect(abs(diagram.map.lineVoltageRatio - 1 / between.magnitude) < 1e-15)
    }
  }

  @Test(
    "a star firmware sees a delta net as two wattmeters: its two powers are the power of all lines",
    arguments: Diagram.all.filter { !$0.hasNeutral }, [-60, 0, 35, 100, 180] as [Double])
  func aron(diagram: Diagram, phase: Double) {
    let reference = Self.voltage(diagram.supply.l) + -Self.voltage(diagram.supply.n)
    // The firmware refers inputs 1, 2, 3 to the reference, 120 degrees behind and 120 ahead of it.
    var sum = 0.0
    for (clamp, angle) in zip(diagram.clamps, [0.0, -120, 120]) {
      guard let clamp else { continue }
      let current = Self.voltage(clamp.0).rotated(degrees: -phase) * (clamp.isReversed ? -1 : 1)
      sum += reference.rotated(degrees: angle).timesConjugate(of: current).real
    }
    let lines = Line.allCases.reduce(0) { sum, line in
      sum + Self.voltage(line).timesConjugate(of: Self.voltage(line).rotated(degrees: -phase)).real
    }
    #expect(abs(sum - lines) < 1e-14)
  }

  @Test("a polarity is a sign")
  func polarity() {
    #expect(WiringMap.Polarity.normal.sign == 1 && WiringMap.Polarity.reversed.sign == -1)
    #expect(WiringMap.Assignment(.l2) == WiringMap.Assignment(.l2, .normal))
  }
}
