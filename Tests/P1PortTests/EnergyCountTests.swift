// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Port
import Testing
import _TestSupport

@Suite("Counted energy")
struct EnergyCountTests {
  /// A reading of a second, or of about one, with these powers of the lines, W.
  private func reading(_ powers: Double..., duration: Double = 1) -> Reading {
    let lines = powers.map { LineReading(current: 1, power: $0) }
    return Reading(
      cycle: 1, time: 1, duration: duration, frequency: 50, voltage: 230,
      lines: .init(lines[0], lines.count > 1 ? lines[1] : nil, lines.count > 2 ? lines[2] : nil))
  }

  private func register(_ microwattSeconds: UInt64) throws -> EnergyCount.Register {
    try #require(EnergyCount.Register(microwattSeconds: microwattSeconds))
  }

  @Test("a day of readings is counted to half a microwatt-second each")
  func day() {
    var generator = SeededGenerator(seed: 14)
    var count = EnergyCount()
    var (imported, exported) = (0.0, 0.0)
    for _ in 0..<86_400 {
      // From a standby load to more than a house's connection, both ways, over cycles of whole periods.
      let power =
        Double.random(in: -1...1, using: &generator) * [0.3, 40, 3000, 20_000].randomElement(
          using: &generator)!
      let duration = Double.random(in: 0.98...1.02, using: &generator)
      count.add(reading(power, duration: duration))
      imported += max(0, power * duration)
      exported += max(0, -power * duration)
    }
    // The sums in Double are themselves right to 1e-12.
    for (counted, sum) in [(count.imported, imported), (count.exported, exported)] {
      #expect(abs(Double(counted.microwattSeconds) / 1e6 - sum) < 86_400 * 0.5e-6 + 1e-11 * sum, "seed 14")
      #expect(abs(counted.kilowattHours - sum / 3.6e6) < 1e-9 * counted.kilowattHours)
    }
  }

  @Test("lines are netted each second: what one exports another imports")
  func netted() throws {
    var count = EnergyCount()
    count.add(reading(1000, -1500, 200))
    #expect(try count == EnergyCount(exported: register(300_000_000)))
    count.add(reading(-1000, 1500, 200))
    #expect(try count == EnergyCount(imported: register(700_000_000), exported: register(300_000_000)))
  }

  @Test("a load too small for a microwatt-second at a time counts with its fraction rounded")
  func small() {
    var count = EnergyCount()
    for _ in 0..<1000 { count.add(reading(0.000_001_4)) }
    #expect(count.imported.microwattSeconds == 1000)
  }

  @Test(
    "what is no power of an installation counts nothing",
    arguments: [Double.nan, .infinity, -.infinity, 1e300, -2e9, 0])
  func unusable(power: Double) throws {
    let before = EnergyCount(imported: try register(5), exported: try register(7))
    var count = before
    count.add(reading(power, duration: 1))
    #expect(count == before)
  }

  // A telegram states a current of unknown direction as import: in a count that would stay.
  @Test("a line whose power is not known counts nothing, and the others go on")
  func unknown() throws {
    var count = EnergyCount()
    var half = reading(1000, 200)
    half.lines[.l2] = LineReading(current: LineReading.saturatedCurrent, power: nil)
    half.lines[.l2]?.apparentPower = 230_000
    #expect(half.totalImport == 231_000)
    count.add(half)
    #expect(try count == EnergyCount(imported: register(1_000_000_000)))
  }

  @Test("a full register stays full")
  func full() throws {
    let limit = EnergyCount.Register.limit
    #expect(EnergyCount.Register(microwattSeconds: limit + 1) == nil)
    #expect(EnergyCount.Register(microwattSeconds: .max) == nil)
    var count = EnergyCount(imported: try register(limit - 10))
    count.add(reading(1))
    #expect(count.imported.microwattSeconds == limit)
    count.add(reading(1e6))
    #expect(count.imported.microwattSeconds == limit)
    #expect(count.imported.wattHours == 999_999_999)
  }

  @Test("whole watt-hours and what is above them are the microwatt-seconds that a register was made of")
  func parts() throws {
    var generator = SeededGenerator(seed: 15)
    for _ in 0..<1000 {
      let energy = UInt64.random(in: 0...EnergyCount.Register.limit, using: &generator)
      let register = try register(energy)
      #expect(register.microwattSeconds == energy)
      #expect(UInt64(register.wattHours) == energy / 3_600_000_000)
    }
  }

  @Test(
    "telegrams of every profile state whole watt-hours in the first tariff", arguments: TelegramProfile.all)
  func telegrams(profile: TelegramProfile) throws {
    let clock = profile.clock == .required ? TelegramTime.example : .unset
    var telegram = Telegram(.example, as: profile, time: clock)
    let silent = try telegram.read()
    telegram.energy = EnergyCount(
      imported: try register(12_345_678 * 3_600_000_000 - 1),
      exported: try register(EnergyCount.Register.limit))
    let counted = try telegram.read()
    #expect(silent.references == counted.references)
    let energies = ["1-0:1.8.1", "1-0:2.8.1", "1-0:1.8.2", "1-0:2.8.2"]
    #expect(energies.map { silent.values[$0] } == [String](repeating: "(000000.000*kWh)", count: 4))
    // An hour's last microwatt-second is not there yet.
    #expect(
      energies.map { counted.values[$0] } == [
        "(012345.677*kWh)", "(999999.999*kWh)", "(000000.000*kWh)", "(000000.000*kWh)",
      ])
    for (reference, value) in silent.values where !energies.contains(reference) {
      #expect(counted.values[reference] == value)
    }
  }
}
