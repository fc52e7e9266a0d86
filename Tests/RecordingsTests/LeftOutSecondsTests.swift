// SPDX-License-Identifier: Apache-2.0
import Metering
import Recordings
import Testing

@Suite("Seconds that are left out")
struct LeftOutSecondsTests {
  private func seconds(_ flags: [(Int, Flags, Flags)], besides irrelevant: Flags = []) -> LeftOutSeconds {
    flags.reduce(into: LeftOutSeconds()) { seconds, entry in
      let line = LineReading(
        current: 1, fundamental: 1, phase: 0, direction: .import, power: 230, apparentPower: 230,
        flags: entry.2)
      let reading = Reading(
        cycle: entry.0, time: Double(entry.0), duration: 1, frequency: 50, voltage: 230,
        lines: PerLine(line, nil, nil), flags: entry.1)
      seconds.add(reading, lines: [reading.lines[.l1], nil], besides: irrelevant)
    }
  }

  @Test("the channel that is clipped is named: the voltage by the cycle's flag, an input by its name")
  func clipped() {
    let line = LineReading(
      current: 1, fundamental: 1, phase: 0, direction: .import, power: 230, apparentPower: 230,
      flags: .clipped)
    var reading = Reading(
      cycle: 1, time: 1, duration: 1, frequency: 50, voltage: 230, lines: PerLine(nil, line, nil),
      flags: .clipped)
    var seconds = LeftOutSeconds()
    seconds.add(reading, lines: [nil, line], names: ["input 1", "input 2"])
    (reading.flags, reading.time) = (.jump, 3)
    seconds.add(reading, lines: [nil, line], names: ["input 1", "input 2"])
    #expect(seconds.text == "second 1: voltage and input 2 clipped; second 3: input 2 clipped, jump")
  }

  @Test("seconds in a row with the same conditions are told together, with the words of the tool's contract")
  func text() {
    #expect(seconds([]).text == "" && seconds([]).count == 0)
    let found = seconds([(2, .jump, []), (3, .jump, []), (5, .jump, []), (6, [.dip, .gap], .clipped)])
    #expect(found.count == 4)
    #expect(found.text == "seconds 2...3: jump; second 5: jump; second 6: clipped, gap, dip")
    #expect(seconds([(1, [], [])]).text == "second 1: no current of the mains frequency")
    #expect(seconds([(1, .gap, .derived)], besides: .derived).text == "second 1: gap")
  }

  @Test("of many places the first six are told, and how many seconds more there are")
  func many() {
    let found = seconds((1...9).map { (2 * $0, .gap, []) })
    #expect(found.count == 9 && found.text.hasSuffix("second 12: gap; and 3 s more"))
    #expect(seconds((1...6).map { (2 * $0, .gap, []) }).text.hasSuffix("second 12: gap"))
  }
}
