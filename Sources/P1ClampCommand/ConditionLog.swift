// SPDX-License-Identifier: Apache-2.0
import Commissioning
import Metering
import StrictJSON

/// Lines about conditions that telegrams cannot show: one when a condition begins, with what to look at, and one when it ends.
struct ConditionLog {
  /// A condition of a line, or of the whole cycle.
  private struct Condition: Hashable {
    var name: String
    var line: Line?

    /// `L1: clipped`, or `gap`.
    var text: String { line.map { "\($0.name): \(name)" } ?? name }
  }

  /// The lines about one condition in a minute of the input.
  private struct Minute {
    var start: Double
    var lines = 0
    /// Changes that were not told since the last line.
    var omitted = 0
  }

  /// The most lines about one condition in a minute: further changes are counted instead.
  private static let limit = 6

  /// Whether frames are replayed.
  var isRecording = false
  /// Whether it was told that the channels are in each other's places: then no more is said of the voltage.
  var areColumnsTurned = false
  /// Whether the voltage is one that the installation can have.
  private var voltage: VoltageCheck
  /// Whether it was told that it is not.
  private var isVoltageTold = false
  /// The latest voltage, V, and its second.
  private var latest: (time: Double, volts: Double)?

  private var active: [Condition] = []
  private var minutes: [Condition: Minute] = [:]
  /// Whether there has been a mains frequency.
  private var hasHadFrequency = false

  /// A log that has seen nothing, of readings of this configuration.
  init(_ configuration: MeterConfiguration) {
    voltage = VoltageCheck(configuration)
  }

  /// The lines about a reading: the conditions that have ended and those that have begun since the reading before.
  mutating func lines(about reading: Reading) -> [String] {
    if reading.frequency != nil { hasHadFrequency = true }
    let found = Self.conditions(of: reading)
    let begun = found.filter { !active.contains($0) }
    let ended = active.filter { !found.contains($0) }
    active = found
    voltage.update(reading)
    latest = reading.voltage.map { (reading.time, $0) } ?? latest
    return ended.compactMap { line("\($0.text) no longer", of: $0, at: reading.time) }
      + begun.compactMap { line("\($0.text): \(hint(about: $0, in: reading))", of: $0, at: reading.time) }
      + voltageLines()
  }

  /// The voltage, V, where it has been far from the expected one for several seconds, and the expected one; nil where it is not.
  var doubtfulVoltage: (measured: Double, expected: Double)? {
    voltage.contradiction.map { ($0, voltage.expected) }
  }

  /// The lines when the input is over.
  mutating func lastLines() -> [String] {
    voltage.finish()
    return voltageLines()
  }

  /// The line about a voltage that cannot be, or that is as expected again.
  private mutating func voltageLines() -> [String] {
    guard let (time, measured) = latest, (voltage.contradiction != nil) != isVoltageTold, !areColumnsTurned
    else { return [] }
    isVoltageTold.toggle()
    let text =
      "\(NumberText.number(measured, digits: 3)) V measured, \(NumberText.number(voltage.expected, digits: 3)) V expected"
    let hint = ": are --bits, --channels, --calibration and --nominal-voltage right?"
    return [line(text + (isVoltageTold ? hint : " again"), of: Condition(name: "voltage"), at: time)]
      .compactMap(\.self)
  }

  private mutating func line(_ text: String, of condition: Condition, at time: Double) -> String? {
    var minute = minutes[condition] ?? Minute(start: time)
    defer { minutes[condition] = minute }
    if time >= minute.start + 60 { minute = Minute(start: time, omitted: minute.omitted) }
    guard minute.lines < Self.limit else {
      minute.omitted += 1
      return nil
    }
    minute.lines += 1
    let omitted = minute.omitted
    minute.omitted = 0
    return "second \(Int(time)): \(text)"
      + (omitted > 0 ? " (and \(NumberText.count(omitted, "more changes")) since the last line)" : "")
  }

  private static func conditions(of reading: Reading) -> [Condition] {
    var conditions: [Condition] = []
    if reading.flags.contains(.frequencyLost) { conditions.append(Condition(name: "frequencyLost")) }
    if reading.flags.contains(.gap) { conditions.append(Condition(name: "gap")) }
    if reading.flags.contains(.clipped) { conditions.append(Condition(name: "clipped")) }
    for line in Line.allCases {
      guard let flags = reading.lines[line]?.flags else { continue }
      // A derived line has nothing of its own but its current.
      if flags.contains(.clipped), !flags.contains(.derived) {
        conditions.append(Condition(name: "clipped", line: line))
      }
      if flags.contains(.overRange) { conditions.append(Condition(name: "overRange", line: line)) }
      if flags.contains(.noSignal) { conditions.append(Condition(name: "noSignal", line: line)) }
    }
    return conditions
  }

  private func hint(about condition: Condition, in reading: Reading) -> String {
    switch (condition.name, condition.line) {
    case ("frequencyLost", _)
    where hasHadFrequency && (reading.voltage ?? 0) > (reading.powerVoltage ?? .infinity) / 2:
      "the voltage has no frequency of 42...70 Hz, all currents count as import; what disturbs it?"
    case ("frequencyLost", _):
      hasHadFrequency
        ? "the mains voltage is lost, all currents count as import; look at the terminals N and L"
        : "there has been no mains frequency yet, all currents count as import; "
          + "is --rate or the channel order right?"
    case ("gap", _):
      isRecording
        ? "frames are missing in the recording: its timestamps jump, or values are missing"
        : "frames were lost; is this machine, or what feeds it, too slow?"
    case ("clipped", nil):
      "the voltage reaches the converter's rails; are --bits and the voltage divider right?"
    case ("clipped", let line?):
      (reading.lines[line]?.current ?? 0) < LineReading.saturatedCurrent
        ? "the input reaches the converter's rails, its current is estimated; are --bits, the clamp and its burden right?"
        : "the input is at the converter's rails, its current is stated as the largest; is its clamp connected?"
    case ("overRange", _):
      "the current is above half of the clamp's rating; is the clamp, or --calibration, the right one?"
    default:
      "the input's codes are all the same; is its clamp connected, and are --channels and --wiring right?"
    }
  }
}
