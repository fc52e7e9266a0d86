// SPDX-License-Identifier: Apache-2.0
import Commissioning
import Metering
import Testing

@Suite struct VoltageCheckTests {
  private static func reading(_ voltage: Double?, _ flags: Flags = []) -> Reading {
    Reading(
      cycle: 1, time: 1, duration: 1, frequency: 50, voltage: voltage, lines: PerLine(nil, nil, nil),
      flags: flags)
  }

  @Test(
    "between two lines of a net with a neutral sqrt(3) times the nominal voltage is expected",
    arguments: [
      (WiringMap.star, 230.0), (.delta, 230), (.deltaAlternative, 230), (.single, 230),
      (
        WiringMap(
          inputs: WiringMap.star.inputs, supply: .init(neutral: .l2, line: .l1), hasNeutral: true), 398.37
      ),
    ])
  func expected(wiring: WiringMap, volts: Double) {
    #expect(abs(VoltageCheck(MeterConfiguration(wiring: wiring)).expected - volts) < 0.01)
  }

  @Test(
    "what lasts for seconds contradicts, what comes and goes does not",
    arguments: [(161.5, false), (298.5, false), (160, true), (300, true), (0, true)])
  func proof(volts: Double, contradicts: Bool) {
    var check = VoltageCheck(MeterConfiguration())
    for _ in 1..<VoltageCheck.proof { check.update(Self.reading(volts)) }
    #expect(check.contradiction == nil)
    check.update(Self.reading(230))
    for _ in 1..<VoltageCheck.proof { check.update(Self.reading(volts)) }
    #expect(check.contradiction == nil)
    check.update(Self.reading(volts))
    #expect(check.contradiction == (contradicts ? volts : nil))
    // Neither a lost voltage nor a moment ends it.
    check.update(Self.reading(nil, .frequencyLost))
    check.update(Self.reading(230))
    #expect((check.contradiction != nil) == contradicts)
    for _ in 1..<VoltageCheck.proof { check.update(Self.reading(230)) }
    #expect(check.contradiction == nil)
  }

  @Test("an input that is over sooner contradicts where it was never as expected")
  func short() {
    var check = VoltageCheck(MeterConfiguration())
    check.finish()
    #expect(check.contradiction == nil)
    check.update(Self.reading(20))
    check.finish()
    #expect(check.contradiction == 20)
    check = VoltageCheck(MeterConfiguration())
    check.update(Self.reading(230))
    check.update(Self.reading(20))
    check.finish()
    #expect(check.contradiction == nil)
  }
}
