// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Port
import StrictJSON

extension LiveContent {
  /// One family of metrics.
  private struct Family {
    var name: String
    var type: String
    var unit: String?
    var help: String
    /// Labels and values; values that are not known are left out.
    var samples: [(labels: String, value: Double?)]
  }

  /// The latest second as OpenMetrics 1.0.
  ///
  /// - Parameter isFresh: Whether there is a fresh reading; without one, the metrics state only that.
  func metrics(isFresh: Bool) -> String {
    var families = [
      Family(
        name: "p1clamp_instrument", type: "info", help: "The instrument.",
        samples: [
          (
            "{version=\(label(instrument.version)),source=\(label(instrument.name)),"
              + "simulated=\"\(instrument.isSimulated)\"}", 1
          )
        ]),
      Family(
        name: "p1clamp_fresh", type: "gauge", help: "1 while there is a reading that is not older than 2 s.",
        samples: [("", isFresh ? 1 : 0)]),
    ]
    if isFresh, let second { families += Self.families(of: second) }
    if let fuses = instrument.fuses {
      families.append(
        Family(
          name: "p1clamp_fuse_amperes", type: "gauge", unit: "amperes", help: "The fuse of a line.",
          samples: Line.allCases.map { ("{line=\"\($0.name)\"}", fuses[$0]) }))
    }
    return families.map(Self.text).joined() + "# EOF\n"
  }

  private static func families(of second: LiveSecond) -> [Family] {
    let reading = second.reading
    func each(_ value: (LineReading) -> Double?) -> [(labels: String, value: Double?)] {
      Line.allCases.map { line in ("{line=\"\(line.name)\"}", reading.lines[line].flatMap(value)) }
    }
    func gauge(_ name: String, _ unit: String?, _ help: String, _ samples: [(labels: String, value: Double?)])
      -> Family
    {
      Family(name: "p1clamp_\(name)", type: "gauge", unit: unit, help: help, samples: samples)
    }
    var families = [
      gauge("current_amperes", "amperes", "True RMS current of a line.", each(\.current)),
      gauge("power_watts", "watts", "Active power of a line, export negative.", each(\.power)),
      gauge("phase_degrees", "degrees", "Phase angle, positive when the current lags.", each(\.phase)),
      gauge(
        "distortion_ratio", "ratio",
        "RMS of the current without its fundamental, relative to the fundamental.", each(\.thd)),
      gauge(
        "current_uncertainty_amperes", "amperes", "Standard uncertainty of the current.",
        each(\.uncertainty.current)),
      gauge("voltage_volts", "volts", "True RMS of the voltage reference.", [("", reading.voltage)]),
      gauge("frequency_hertz", "hertz", "Mains frequency.", [("", reading.frequency)]),
      gauge(
        "flag", nil, "1 while a condition holds for a line, or for the whole cycle.",
        flags(of: reading)),
    ]
    if let energy = second.energy {
      families += [("import", energy.imported), ("export", energy.exported)].map { name, register in
        Family(
          name: "p1clamp_\(name)_energy_joules", type: "counter", unit: "joules",
          help: "Energy that was counted.", samples: [("", Double(register.microwattSeconds) / 1e6)])
      }
    }
    return families
  }

  private static func flags(of reading: Reading) -> [(labels: String, value: Double?)] {
    var samples = reading.flags.names.map { (labels: "{flag=\"\($0)\"}", value: 1.0 as Double?) }
    for line in Line.allCases {
      guard let flags = reading.lines[line]?.flags else { continue }
      samples += flags.names.map { ("{line=\"\(line.name)\",flag=\"\($0)\"}", 1) }
    }
    return samples
  }

  private static func text(_ family: Family) -> String {
    let suffix = ["info": "_info", "counter": "_total"][family.type] ?? ""
    let unit = family.unit.map { "# UNIT \(family.name) \($0)\n" } ?? ""
    let samples = family.samples.map { sample in
      sample.value.map { "\(family.name)\(suffix)\(sample.labels) \(number($0))\n" } ?? ""
    }
    return "# TYPE \(family.name) \(family.type)\n\(unit)# HELP \(family.name) \(family.help)\n"
      + samples.joined()
  }

  private static func number(_ value: Double) -> String {
    value.isFinite ? value.plain : value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
  }

  /// A label's value, quoted.
  private func label(_ text: String) -> String {
    let escaped = text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"\(escaped)\""
  }
}
