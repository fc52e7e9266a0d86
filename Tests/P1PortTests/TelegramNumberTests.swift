// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Port
import Testing

@Suite struct TelegramNumberTests {
  @Test(
    "a current with two decimals is rounded to nearest, half away from zero, and saturates",
    arguments: [
      (0, "000.00"), (.leastNonzeroMagnitude, "000.00"), (1e-9, "000.00"), (0.004_999, "000.00"),
      (0.005_001, "000.01"), (0.125, "000.13"), (0.375, "000.38"), (24.56, "024.56"), (99.995_1, "100.00"),
      (999.989_9, "999.99"), (999.99, "999.99"), (999.995, "999.99"), (999.999, "999.99"), (1000, "999.99"),
      (1e9, "999.99"), (1e300, "999.99"), (.greatestFiniteMagnitude, "999.99"), (.infinity, "999.99"),
      (.nan, "999.99"), (-.nan, "999.99"), (.signalingNaN, "999.99"), (-0.0, "000.00"), (-0.01, "000.00"),
      (-1e9, "000.00"), (-.infinity, "999.99"),
    ] as [(Double, String)])
  func twoDecimals(current: Double, text: String) throws {
    let telegram = try Telegram(Reading(each: LineReading(current: current, power: 0))).read()
    for reference in lineReferences {
      #expect(telegram.values[reference] == "(\(text)*A)")
    }
  }

  @Test(
    "a whole current is rounded to nearest, half away from zero, and saturates",
    arguments: [
      (0, "000"), (0.499_999_999_999_999_94, "000"), (0.5, "001"), (1.499_999, "001"), (2.5, "003"),
      (24.56, "025"), (998.5, "999"), (999.4, "999"), (999.5, "999"), (1e9, "999"), (.infinity, "999"),
      (.nan, "999"), (-.infinity, "999"), (-24, "000"),
    ] as [(Double, String)])
  func whole(current: Double, text: String) throws {
    let reading = Reading(each: LineReading(current: current, power: 0))
    #expect(try Telegram(reading, as: .csp1V05).read().values["1-0:51.7.0"] == "(\(text)*A)")
  }

  @Test(
    "a power is rounded to whole watts and saturates, on its line and in total",
    arguments: [
      (0, "00.000"), (0.499, "00.000"), (0.5, "00.001"), (5520, "05.520"), (99_998.5, "99.999"),
      (99_999, "99.999"), (1e5, "99.999"), (1e9, "99.999"), (.greatestFiniteMagnitude, "99.999"),
    ] as [(Double, String)])
  func power(watts: Double, text: String) throws {
    let imported = try Telegram(Reading(nil, LineReading(current: 1, power: watts), nil)).read()
    #expect(imported.values["1-0:41.7.0"] == "(\(text)*kW)")
    #expect(imported.values["1-0:1.7.0"] == "(\(text)*kW)")
    let exported = try Telegram(Reading(nil, LineReading(current: 1, power: -watts), nil)).read()
    #expect(exported.values["1-0:42.7.0"] == "(\(text)*kW)")
    #expect(exported.values["1-0:2.7.0"] == "(\(text)*kW)")
  }

  @Test(
    "a power that is no number is the largest import and no export, on its line and in total",
    arguments: [Double.nan, .infinity, -.infinity], [Direction.import, .export, .indeterminate])
  func unknownPower(power: Double, direction: Direction) throws {
    let line = LineReading(current: 1, power: power, direction: direction)
    let sound = LineReading(current: 30, power: -6900)
    let telegram = try Telegram(Reading(line, sound, sound)).read()
    #expect(
      powerReferences.map { telegram.number($0, unit: "kW") } == [99.999, 0, 99.999, 0, 0, 0, 6.9, 6.9])
  }

  @Test("an apparent power that is no number matters only where it stands for the power")
  func unknownApparentPower() throws {
    let known = LineReading(current: 1, power: 100, apparentPower: .nan)
    #expect(try Telegram(Reading(known, nil, nil)).read().number("1-0:21.7.0", unit: "kW") == 0.1)
    let unknown = LineReading(current: 1, power: nil, apparentPower: .nan)
    #expect(try Telegram(Reading(unknown, nil, nil)).read().number("1-0:21.7.0", unit: "kW") == 99.999)
    // Whatever the direction is taken for: an unknown power counts as import.
    let export = LineReading(current: 1, power: nil, direction: .export, apparentPower: .nan)
    #expect(try Telegram(Reading(export, nil, nil)).read().number("1-0:21.7.0", unit: "kW") == 99.999)
  }

  @Test("finite line powers whose sum is not finite are the largest import", arguments: [1.0, -1.0])
  func infiniteSum(sign: Double) throws {
    let line = LineReading(current: 1, power: sign * .greatestFiniteMagnitude)
    let telegram = try Telegram(Reading(each: line)).read()
    #expect(telegram.number("1-0:1.7.0", unit: "kW") == 99.999)
    #expect(telegram.number("1-0:2.7.0", unit: "kW") == 0)
  }
}
