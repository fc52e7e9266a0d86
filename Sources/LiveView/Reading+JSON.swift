// SPDX-License-Identifier: Apache-2.0
public import Metering
public import P1Port
import StrictJSON

extension Reading {
  /// One JSON object on one line, in the order and the words of the tool's contract.
  ///
  /// Values are rounded to a tenth of what the last digit could mean; an unknown value is null. `residual`, in A, is
  /// there only where three clamps measure a net without neutral; `energy`, in kWh, only where it is counted; `partial`, which
  /// is true, only where a recording ended within the second.
  public func json(energy: EnergyCount? = nil, isPartial: Bool = false) -> String {
    var members = [
      JSONValue.Member("cycle", .integer(cycle)), .init("time", .number(time, decimals: 6)),
      .init("duration", .number(duration, decimals: 7)), .init("frequency", .number(frequency, decimals: 5)),
      .init("voltage", .number(voltage, decimals: 3)),
      .init("lines", .list(Line.allCases.map { Self.json($0, lines[$0]) })),
      .init(
        "total",
        .object([
          "import": .number(totalImport, decimals: 2), "export": .number(totalExport, decimals: 2),
        ])),
    ]
    if let energy {
      members.append(
        .init(
          "energy",
          .object([
            "import": .number(energy.imported.kilowattHours, decimals: 6),
            "export": .number(energy.exported.kilowattHours, decimals: 6),
          ])))
    }
    members += [
      .init("frequencyUncertainty", .number(frequencyUncertainty, decimals: 7)),
      .init("start", .number(start, decimals: 6)), .init("end", .number(end, decimals: 6)),
    ]
    if let residual { members.append(.init("residual", .number(residual, decimals: 5))) }
    if isPartial { members.append(.init("partial", .flag(true))) }
    members.append(.init("flags", flags.json))
    return JSONValue.members(members).json()
  }

  private static func json(_ line: Line, _ reading: LineReading?) -> JSONValue {
    .object([
      "line": .text("\(line.name)"), "current": .number(reading?.current, decimals: 5),
      "fundamental": .number(reading?.fundamental, decimals: 5),
      "phase": .number(reading?.phase, decimals: 4),
      "direction": .text(reading?.direction.name ?? Direction.indeterminate.name),
      "power": .number(reading?.power, decimals: 2), "thd": .number(reading?.thd, decimals: 5),
      "measured": .flag(reading?.isMeasured ?? false),
      "uncertainty": .object([
        "current": .number(reading?.uncertainty.current, decimals: 6),
        "phase": .number(reading?.uncertainty.phase, decimals: 5),
        "power": .number(reading?.uncertainty.power, decimals: 3),
      ]), "flags": (reading?.flags ?? []).json,
    ])
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
  fileprivate var json: JSONValue { .list(names.map { .text($0) }) }
}
