// SPDX-License-Identifier: Apache-2.0
import Metering
public import P1Port
public import Testing

extension Telegram {
  /// The telegram as bytes on the heap.
  func bytes() throws -> [UInt8] {
    try [UInt8](capacity: Telegram.maximumLength) { output throws(Failure) in try write(into: &output) }
  }

  /// The telegram, read back.
  func read() throws -> TelegramReader {
    try TelegramReader(bytes())
  }
}

extension TelegramProfile {
  static let all: [TelegramProfile] = [.csp1, .csp1V05, .smr5, .emucs]
}

extension TelegramProfile: CustomTestStringConvertible {
  /// Its name, instead of its whole picture.
  public var testDescription: String { name.description }
}

extension TelegramTime {
  /// The time of the golden telegram that has one: 22 November 2025, 13:30:00, winter.
  static let example = civil(
    try! CivilTime(year: 2025, month: 11, day: 22, hour: 13, minute: 30, second: 0, isSummer: false))
}

extension LineReading {
  /// A line with this current and signed power.
  init(current: Double, power: Double?, direction: Direction? = nil, apparentPower: Double = 0) {
    self.init(
      current: current, fundamental: current, phase: 0,
      direction: direction ?? (power.map { $0 < 0 ? .export : .import } ?? .indeterminate), power: power,
      apparentPower: apparentPower)
  }
}

extension Reading {
  init(_ l1: LineReading?, _ l2: LineReading?, _ l3: LineReading?, frequency: Double? = 50) {
    self.init(
      cycle: 1, time: 1, duration: 1, frequency: frequency, voltage: frequency == nil ? nil : 230,
      lines: .init(l1, l2, l3))
  }

  /// The same on each line.
  init(each line: LineReading?) {
    self.init(line, line, line)
  }

  /// What the manual's example was sent for: 24.56 A and 5520 W on each line.
  static let example = Reading(each: LineReading(current: 24.56, power: 5520))
}
