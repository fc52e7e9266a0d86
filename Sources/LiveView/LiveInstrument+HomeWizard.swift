// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Port
import StrictJSON

// The local API of HomeWizard's P1 meter, version 1, by its public documentation.
extension LiveInstrument {
  /// The device, for `/api`.
  var homeWizardDevice: String {
    JSONValue.object([
      "product_type": .text("HWE-P1"), "product_name": .text(isSimulated ? "P1Clamp SIMULATION" : "P1Clamp"),
      "serial": .text(serial), "firmware_version": .text(version), "api_version": .text("v1"),
    ]).json() + "\n"
  }

  /// A second, for `/api/v1/data`. Unknown values are left out.
  ///
  /// A line's current is its RMS value with the sign of its power: negative for export.
  func homeWizardData(of second: LiveSecond) -> String {
    let reading = second.reading
    var members: [JSONValue.Member] = []
    func add(_ name: String, _ value: Double?, _ decimals: Int) {
      guard let value, value.isFinite else { return }
      members.append(.init(name, .number(value, decimals: decimals)))
    }
    members.append(.init("smr_version", .integer(50)))
    members.append(.init("meter_model", .text("P1Clamp \(identity.identification.string)")))
    members.append(.init("unique_id", .text(identity.equipment.string)))
    if let energy = second.energy {
      for suffix in ["_kwh", "_t1_kwh"] {
        add("total_power_import\(suffix)", energy.imported.kilowattHours, 6)
        add("total_power_export\(suffix)", energy.exported.kilowattHours, 6)
      }
    }
    let isKnown = Line.allCases.allSatisfy { line in reading.lines[line].map { $0.power != nil } ?? true }
    add("active_power_w", isKnown ? reading.totalImport - reading.totalExport : nil, 2)
    for line in Line.allCases {
      add("active_power_\(line.key)_w", reading.lines[line]?.power, 2)
    }
    for line in Line.allCases where reading.lines[line] != nil {
      add("active_voltage_\(line.key)_v", reading.powerVoltage, 1)
    }
    for line in Line.allCases {
      guard let current = reading.lines[line] else { continue }
      add("active_current_\(line.key)_a", (current.power ?? 0) < 0 ? -current.current : current.current, 5)
    }
    add("active_frequency_hz", reading.frequency, 3)
    return JSONValue.members(members).json() + "\n"
  }
}

extension Line {
  /// `l1`, `l2` or `l3`.
  fileprivate var key: String { "l\(rawValue)" }
}

extension Telegram.Text {
  /// The characters.
  var string: String { String(decoding: (0..<count).map { self[$0] }, as: UTF8.self) }
}
