// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import Metering
import P1ClampC
import Testing

@Suite struct WiringTests {
  static let conductors: [Conductor] = [.neutral, .l1, .l2, .l3]

  static func assignment(_ code: Int8) -> WiringMap.Assignment? {
    Line(rawValue: code.magnitude).map { WiringMap.Assignment($0, code < 0 ? .reversed : .normal) }
  }

  @Test("a wiring of C is the map of the same clamps, terminals and rotation, for all of these")
  func all() {
    for neutral in Int32(0)...3 {
      for line in Int32(0)...3 where line != neutral {
        for code in Int8(-3)...3 {
          let wiring = p1clamp_wiring_of(Int32(code), 0, -1, neutral, line)
          let supply = Supply(neutral: Self.conductors[Int(neutral)], line: Self.conductors[Int(line)])
          func map(_ rotation: Rotation) -> WiringMap {
            WiringMap(
              inputs: PerInput(Self.assignment(code), nil, WiringMap.Assignment(.l1, .reversed)),
              supply: supply,
              rotation: rotation)
          }
          #expect(WiringMap(wiring) == map(.clockwise), "\(wiring)")
          #expect(WiringMap(p1clamp_wiring_mirrored(wiring)) == map(.counterclockwise), "\(wiring)")
        }
      }
    }
  }

  @Test("the four installations of the manual have their maps")
  func kinds() {
    #expect(WiringMap(p1clamp_wiring_single()) == .single)
    #expect(WiringMap(p1clamp_wiring_star()) == .star)
    #expect(WiringMap(p1clamp_wiring_delta()) == .delta)
    #expect(WiringMap(p1clamp_wiring_delta_alternative()) == .deltaAlternative)
  }
}
