// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

@Suite struct ReadingTests {
  static func line(_ direction: Direction, power: Double?, current: Double = 10) -> LineReading {
    LineReading(
      current: current, fundamental: current, phase: nil, direction: direction, power: power,
      apparentPower: 230 * current)
  }

  static func reading(_ first: LineReading?, _ second: LineReading?, _ third: LineReading?) -> Reading {
    Reading(cycle: 1, time: 1, duration: 1, frequency: 50, voltage: 230, lines: .init(first, second, third))
  }

  @Test(
    "a line's power is import or export, never both",
    arguments: [
      (.import, 2000, 2000, 0), (.export, -2000, 0, 2000),
      // The power's own sign counts, whatever the direction is taken for.
      (.import, -5, 0, 5), (.export, 5, 5, 0),
      (.indeterminate, 3, 3, 0), (.indeterminate, -3, 0, 3),
      // Unknown: the safe side for a load balancer is the whole of it as import.
      (.indeterminate, nil, 2300, 0), (.import, nil, 2300, 0), (.export, nil, 2300, 0),
    ] as [(Direction, Double?, Double, Double)])
  func sides(direction: Direction, power: Double?, taken: Double, given: Double) {
    let line = Self.line(direction, power: power)
    #expect(line.importPower == taken && line.exportPower == given)
  }

  @Test("totals are net over the lines: what one exports covers what another imports")
  func totals() {
    let (two, three) = (Self.line(.import, power: 2000), Self.line(.export, power: -3000))
    let mixed = Self.reading(two, three, Self.line(.import, power: 500))
    #expect(mixed.totalImport == 0 && mixed.totalExport == 500)
    let more = Self.reading(two, three, Self.line(.import, power: 1500))
    #expect(more.totalImport == 500 && more.totalExport == 0)
    let even = Self.reading(two, three, Self.line(.import, power: 1000))
    #expect(even.totalImport == 0 && even.totalExport == 0)
  }

  @Test("lines that are not measured carry nothing")
  func unmeasured() {
    let empty = Self.reading(nil, nil, nil)
    #expect(empty.totalImport == 0 && empty.totalExport == 0 && empty.summedCurrent == 0)
    let one = Self.reading(nil, Self.line(.export, power: -700, current: 4), nil)
    #expect(one.totalImport == 0 && one.totalExport == 700 && one.summedCurrent == 4)
  }

  @Test("currents are summed whatever their direction")
  func summedCurrent() {
    let reading = Self.reading(
      Self.line(.import, power: 230, current: 1), Self.line(.export, power: -460, current: 2),
      Self.line(.indeterminate, power: nil, current: 4))
    #expect(reading.summedCurrent == 7)
  }

  @Test("flags do not overlap")
  func flags() {
    let all: [Flags] = [
      .clipped, .overRange, .belowRange, .noSignal, .derived, .frequencyLost, .gap, .jump, .dip,
    ]
    #expect(all.reduce(0) { $0 + Int($1.rawValue) } == all.reduce(Flags()) { $0.union($1) }.rawValue)
    #expect(all.allSatisfy { $0.rawValue.nonzeroBitCount == 1 })
  }
}
