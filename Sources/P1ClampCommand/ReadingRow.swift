// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Simulation
import StrictJSON

/// A second as a line of CSV: a reading, or that of a perfect meter.
struct ReadingRow {
  /// The quantities of a line.
  struct Line {
    /// True RMS current, A.
    var current: Double
    /// Phase angle, degrees; nil without one.
    var phase: Double?
    /// Power, W, import positive; nil where it is not known.
    var power: Double?
  }

  /// End of the second, s.
  var time: Double
  /// Length of the periods that it covers, s.
  var duration: Double
  /// Mains frequency, Hz; nil where it is lost.
  var frequency: Double?
  /// True RMS of the voltage, V; nil where there is none.
  var voltage: Double?
  /// The lines; nil for one that is not measured.
  var lines: PerLine<Line?>
  /// Import and export of all lines, W.
  var total: (import: Double, export: Double)
  /// Conditions: of the whole by their names, of a line as `L1:clipped`.
  var flags: [String]

  /// The names of the columns with their units.
  static let header =
    (["time (s)", "duration (s)", "frequency (Hz)", "voltage (V)"]
    + Metering.Line.allCases.flatMap {
      ["\($0.name) current (A)", "\($0.name) phase (deg)", "\($0.name) power (W)"]
    }
    + ["import (W)", "export (W)", "flags"]).joined(separator: ",")

  /// The line; an unknown value is empty.
  var text: String {
    var fields: [JSONValue] = [
      .number(time, decimals: 6), .number(duration, decimals: 7), .number(frequency, decimals: 5),
      .number(voltage, decimals: 3),
    ]
    for line in Metering.Line.allCases {
      fields += [
        .number(lines[line]?.current, decimals: 5), .number(lines[line]?.phase, decimals: 4),
        .number(lines[line]?.power, decimals: 2),
      ]
    }
    fields += [.number(total.import, decimals: 2), .number(total.export, decimals: 2)]
    let texts = fields.map { $0 == .null ? "" : $0.json() }
    return (texts + [flags.joined(separator: " ")]).joined(separator: ",")
  }

  /// The line of a reading.
  init(_ reading: Reading, isPartial: Bool) {
    time = reading.time
    duration = reading.duration
    frequency = reading.frequency
    voltage = reading.voltage
    lines = .init(repeating: nil)
    flags = (isPartial ? ["partial"] : []) + reading.flags.names
    for line in Metering.Line.allCases {
      guard let found = reading.lines[line] else { continue }
      lines[line] = Line(current: found.current, phase: found.phase, power: found.power)
      flags += found.flags.names.map { "\(line.name):\($0)" }
    }
    total = (reading.totalImport, reading.totalExport)
  }

  /// The line of a true second of a simulated installation.
  init(_ truth: TrueSecond) {
    time = truth.time
    duration = truth.duration
    frequency = truth.frequency
    voltage = truth.voltage
    lines = truth.lines.map { line in
      line.map { Line(current: $0.current, phase: $0.current > 0 ? $0.phase : nil, power: $0.power) }
    }
    let power = Metering.Line.allCases.reduce(0) { $0 + (truth.lines[$1]?.power ?? 0) }
    total = (max(0, power), max(0, -power))
    flags = truth.isPartial ? ["partial"] : []
  }
}
