// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

/// The wiring table against the algebra it comes from: what the supply terminals are connected to, and the rotation.
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

  /// V1 = 0, V2 = -120, V3 = +120 degrees, or the other way round for left rotation.
  static func voltage(_ line: Line?, _ rotation: Rotation = .clockwise) -> Phasor {
    let lag: Double = rotation == .clockwise ? 120 : -120
    return switch line {
    case nil: .zero
    case .l1: Phasor(magnitude: 1, degrees: 0)
    case .l2: Phasor(magnitude: 1, degrees: -lag)
    case .l3: Phasor(magnitude: 1, degrees: lag)
    }
  }

  @Test(
    "reference angles are those of the lines' voltages against V(L) - V(N)", arguments: Diagram.all,
    Rotation.allCases)
  func referenceAngles(diagram: Diagram, rotation: Rotation) {
    let reference = Self.voltage(diagram.supply.l, rotation) + -Self.voltage(diagram.supply.n, rotation)
    let map = rotation == .clockwise ? diagram.map : diagram.map.mirrored
    for line in Line.allCases {
      let angle = Self.voltage(line, rotation).timesConjugate(of: reference).degrees
      let error = Phasor(magnitude: 1, degrees: angle - map.referenceAngles[line]).degrees
      // Rounding in a few operations of magnitude 180.
      #expect(abs(error) < 1e-12, "\(line)")
    }
    #expect(map.rotation == rotation && map.mirrored.mirrored == map)
  }

  @Test("any two conductors at the supply give the reference V(L) - V(N)", arguments: Rotation.allCases)
  func supplies(rotation: Rotation) {
    for neutral in Conductor.allCases {
      for line in Conductor.allCases where line != neutral {
        let supply = Supply(neutral: neutral, line: line)
        let reference = Self.voltage(line.asLine, rotation) + -Self.voltage(neutral.asLine, rotation)
        let angle = supply.angle(rotation)
        #expect(angle > -180 && angle <= 180)
        #expect(abs(Phasor(magnitude: 1, degrees: angle - reference.degrees).degrees) < 1e-12)
        let map = WiringMap(inputs: WiringMap.star.inputs, supply: supply, rotation: rotation)
        #expect(map.hasNeutral == (neutral == .neutral || line == .neutral) && map.rotation == rotation)
        #expect(Line.allCases.allSatisfy { map.referenceAngles[$0] > -180 && map.referenceAngles[$0] <= 180 })
        let reversed = WiringMap(inputs: map.inputs, supply: supply.reversed, rotation: rotation)
        for line in Line.allCases {
          let turn = reversed.referenceAngles[line] - map.referenceAngles[line]
          #expect(abs(turn) == 180)
        }
      }
    }
  }

  @Test("left rotation exchanges the angles of L2 and L3 in a star net")
  func left() {
    let left = WiringMap(.star, rotation: .counterclockwise)
    #expect(left.referenceAngles == PerLine(0, 120, -120) && left == WiringMap.star.mirrored)
  }

  @Test("angles that no symmetrical net has tell no rotation")
  func noRotation() {
    var map = WiringMap.star
    map.referenceAngles[.l3] = 121
    #expect(map.rotation == nil)
    map.referenceAngles = .init(0, -120, -120)
    #expect(map.rotation == nil)
  }

  @Test("without a neutral the third of two measured lines is derived, whichever it is")
  func derivedLine() {
    for line in Line.allCases {
      let others = Line.allCases.filter { $0 != line }
      for places in [[0, 1], [0, 2], [1, 2]] {
        var map = WiringMap(
          inputs: .init(repeating: nil), referenceAngles: .init(repeating: 0), hasNeutral: false)
        for (place, other) in zip(places, others) { map.inputs[Input.allCases[place]] = .init(other) }
        #expect(map.derived == line)
        map.hasNeutral = true
        #expect(map.derived == nil)
      }
    }
    var map = WiringMap.delta
    map.inputs[.input2] = nil
    #expect(map.derived == nil)
    map.inputs = WiringMap.star.inputs
    #expect(map.derived == nil && map.isConsistent)
    map.inputs[.input2] = .init(.l1)
    #expect(!map.isConsistent)
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
