// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

/// Inputs after public reports and real recordings that estimators are wrong on, and what their readings must be.
enum Case: String, CaseIterable {
  case ramp = "a frequency that slides by 0.5 Hz/s"
  case ripple = "5 % of ripple control while 996 W flow out"
  case third = "a load of 0.3 s in each second"
  case tenth = "a load of 0.1 s about each second's end"
  case latched = "solar that turns into import with a burst heater"
  case dip = "a period at 40 % of the voltage while 2300 W flow out"
  case midpoint = "a midpoint that settles with 1.5 s from 400 codes off"
  case fluctuating = "0.1 A whose amplitude varies by 20 % from period to period"
  case constant = "an input that is stuck carries nothing"
  case clipped = "80 A, of which the converter shows 62.5 at most"
  case rate = "14,000 frames/s"

  /// Seconds that show it.
  var seconds: Int {
    switch self {
    case .ramp: Trials.count(8, or: 5)
    case .third: 8
    case .latched: 12
    case .dip: 6
    case .midpoint, .clipped, .constant: 3
    case .fluctuating: Trials.count(40, or: 6)
    case .ripple, .tenth: Trials.count(10, or: 4)
    case .rate: Trials.count(10, or: 4)
    }
  }

  /// Compares the readings, one a second from the first on, with what flows.
  func check(_ readings: [Reading], sourceLocation: SourceLocation = #_sourceLocation) throws {
    try #require(readings.count >= 3, sourceLocation: sourceLocation)
    for (second, reading) in zip(1..., readings) {
      let line = try #require(reading.lines[.l1], sourceLocation: sourceLocation)
      #expect(
        try isRight(reading, line, second: second), "second \(second): \(reading)",
        sourceLocation: sourceLocation)
    }
    guard self == .fluctuating else { return }
    // 20 % over 50 periods: a second's mean varies by 3 %, the square of 1.04 by 2 % more.
    let mean = readings.reduce(0) { $0 + $1.lines[.l1]!.current } / Double(readings.count)
    #expect(abs(mean / 0.102 - 1) < 0.03, sourceLocation: sourceLocation)
  }

  private func isRight(_ reading: Reading, _ line: LineReading, second: Int) throws -> Bool {
    switch self {
    case .ramp:
      // 1 LSB of noise: 0.005 % of 10 A; the prototype's worst cycle is 0.02 %.
      return Self.shows(line, 2300, within: 5e-4) && reading.flags.isEmpty
    case .ripple:
      return Self.shows(line, -996, within: 1e-3) && reading.flags.isEmpty && line.direction == .export
        && abs(reading.frequency! - 50) < 1e-3
    // A cycle is a period shorter or longer than a second at most; its mean power is that of the second within 0.1 %.
    case .third: return second == 1 || Self.shows(line, 690, within: 1e-3)
    case .tenth: return second == 1 || Self.shows(line, 230, within: 2e-3)
    case .latched:
      if 2...6 ~= second { return line.direction == .export && reading.totalImport == 0 }
      return second < 8
        || line.direction == .import && reading.totalExport == 0 && abs(reading.totalImport / 900 - 1) < 2e-3
    case .dip:
      return Self.shows(line, -2300, within: 5e-4) && reading.totalImport == 0
        && reading.flags.contains(.dip) == (second == 4)
    case .midpoint:
      // What moves within a period remains: 270 codes / 1.5 s x 20 ms, 3.6 codes beside 33, halved every second.
      return abs(line.current - 1) < 0.03 * pow(0.52, Double(second - 1)) + 1e-3
    case .fluctuating: return abs(line.current / 0.102 - 1) < 0.2
    case .constant:
      return line.flags == .noSignal && line.current == 0 && line.phase == nil && line.thd == nil
        && line.direction == .indeterminate && line.power == 0
    case .clipped: return abs(line.current / 80 - 1) < 0.01 && line.flags == [.clipped, .overRange]
    case .rate:
      return second == 1
        || [(Line.l1, 10.0, 0.0), (.l2, 5, 30), (.l3, 2, 180)].allSatisfy { line, amperes, phase in
          abs(reading.lines[line]!.current / amperes - 1) < 1e-3
            && difference(reading.lines[line]!.phase!, phase) < 0.05
        }
    }
  }

  /// Whether a line's power is this one, W, within a part of it.
  private static func shows(_ line: LineReading, _ watts: Double, within part: Double) -> Bool {
    line.power.map { abs($0 / watts - 1) < part } ?? false
  }
}
