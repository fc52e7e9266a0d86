// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

extension Reading {
  /// One JSON object on one line, in the order and the words of the tool's contract.
  ///
  /// Values are rounded to a tenth of what the last digit could mean; an unknown value is null. `residual`, in A, is
  /// there only where three clamps measure a net without neutral.
  var json: String {
    let lines = Line.allCases.map { Self.json($0, self.lines[$0]) }.joined(separator: ",")
    return """
      {"cycle":\(cycle),"time":\(number(time, 6)),"duration":\(number(duration, 7)),\
      "frequency":\(number(frequency, 5)),"voltage":\(number(voltage, 3)),"lines":[\(lines)],\
      "total":{"import":\(number(totalImport, 2)),"export":\(number(totalExport, 2))},\
      "frequencyUncertainty":\(number(frequencyUncertainty, 7)),"start":\(number(start, 6)),"end":\(number(end, 6)),\
      \(residual.map { "\"residual\":\(number($0, 5))," } ?? "")"flags":\(flags.json)}
      """
  }

  private static func json(_ line: Line, _ reading: LineReading?) -> String {
    """
    {"line":"\(line.name)","current":\(number(reading?.current, 5)),\
    "fundamental":\(number(reading?.fundamental, 5)),"phase":\(number(reading?.phase, 4)),\
    "direction":"\(reading?.direction.name ?? Direction.indeterminate.name)",\
    "power":\(number(reading?.power, 2)),"thd":\(number(reading?.thd, 5)),\
    "measured":\(reading?.isMeasured ?? false),\
    "uncertainty":{"current":\(number(reading?.uncertainty.current, 6)),\
    "phase":\(number(reading?.uncertainty.phase, 5)),"power":\(number(reading?.uncertainty.power, 3))},\
    "flags":\((reading?.flags ?? []).json)}
    """
  }
}

extension Direction {
  /// The word of the tool's contract.
  var name: String {
    switch self {
    case .import: "import"
    case .export: "export"
    case .indeterminate: "indeterminate"
    }
  }
}

extension Flags {
  private static let names: [(Flags, String)] = [
    (.clipped, "clipped"), (.overRange, "overRange"), (.belowRange, "belowRange"), (.noSignal, "noSignal"),
    (.derived, "derived"), (.frequencyLost, "frequencyLost"), (.gap, "gap"), (.jump, "jump"), (.dip, "dip"),
  ]

  fileprivate var json: String {
    let names = Self.names.filter { contains($0.0) }.map { "\"\($0.1)\"" }
    return "[\(names.joined(separator: ","))]"
  }
}

/// A JSON number with so many decimals at most; null for an unknown value and for one that JSON cannot write.
private func number(_ value: Double?, _ decimals: Int) -> String {
  guard let value, value.isFinite else { return "null" }
  let scale = pow(10.0, Double(decimals))
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
}
