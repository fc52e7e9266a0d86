// SPDX-License-Identifier: Apache-2.0

/// The features of a stream's telegrams that readers differ about, and what follows for those that were tried.
///
/// The readers ran unmodified, with telegrams of DSMR 4, SMR 5 and e-MUCS; the rules here are those that explain their
/// results.
struct ReaderTable: Sendable {
  private var count = 0
  private var dialects: Set<TelegramDialect> = []
  private var version = Int.max
  private var hasDecimals = false
  private var hasVoltages = true
  private var hasCurrents = true
  private var hasClock = true
  /// Whether some current flows, and whether some power does.
  private var flows = false
  private var hasPower = false
  /// Whether each line's power is the product of voltage and current, as far as they are stated.
  private var isProduct = true
  /// Whether a version text (0-0:96.13.1) is not in hexadecimal digits, as the standard has it.
  private var hasPlainText = false
  private var hasUnderscore = false
  private var hasLongText = false

  /// Adds an intact telegram.
  mutating func add(_ telegram: TelegramCheck) {
    count += 1
    dialects.insert(telegram.dialect)
    version = min(version, telegram.version ?? 0)
    let lines = telegram.lineQuantities
    let measured = lines.filter { $0.current != nil }
    hasCurrents = hasCurrents && !measured.isEmpty
    hasVoltages = hasVoltages && measured.allSatisfy { $0.voltage != nil }
    hasDecimals = hasDecimals || measured.contains { $0.current!.hasDecimals }
    flows = flows || measured.contains { $0.current!.value >= 1 }
    hasPower = hasPower || lines.contains { ($0.powerIn?.value ?? 0) > 0 || ($0.powerOut?.value ?? 0) > 0 }
    isProduct = isProduct && measured.allSatisfy(\.isProduct)
    hasClock =
      hasClock && !(telegram.value("0-0:1.0.0")?.value.elementsEqual("000101010000W".utf8) ?? true)
    if let text = telegram.value("0-0:96.13.1")?.value {
      hasPlainText = hasPlainText || !ObisFormat.hexadecimal(upTo: 1024).matches(text)
      hasUnderscore = hasUnderscore || text.contains(UInt8(ascii: "_"))
      hasLongText = hasLongText || text.count > 16
    }
  }

  /// A line for each reader; none without an intact telegram.
  var verdicts: [ReaderVerdict] {
    guard count > 0 else { return [] }
    guard dialects.allSatisfy(\.hasPrescribedWidths) else {
      return readers.map {
        ReaderVerdict(reader: $0.name, extent: .unknown, remark: "not tried with this dialect")
      }
    }
    return readers.map { reader in
      if let refusal = reader.refusal {
        return ReaderVerdict(reader: reader.name, extent: .refused, remark: refusal)
      }
      let losses = reader.losses.compactMap { $0 }
      // Whole amperes are all that was stated.
      let hints = reader.readsCurrents && hasCurrents && !hasDecimals ? ["whole amperes"] : []
      return ReaderVerdict(
        reader: reader.name, extent: losses.isEmpty ? .right : .partly,
        remark: (losses + hints).joined(separator: ", "))
    }
  }

  private struct Reader {
    var name: String
    var refusal: String?
    var losses: [String?] = []
    /// Whether it reads the currents that are stated.
    var readsCurrents = true
  }

  private var isWithoutPowers: Bool { flows && !hasPower }
  private var year: String? { hasClock ? nil : "the year is 2000" }
  private var powers: String? { isWithoutPowers ? "no powers" : nil }
  private var currents: String? { hasCurrents ? nil : "no currents" }
  /// For readers that calculate a current as a power over a voltage.
  private var divided: String? {
    guard hasVoltages, !isWithoutPowers else { return "no currents: it divides P by U" }
    return isProduct ? nil : "its current is P/U, which is the active part alone"
  }

  private var readers: [Reader] {
    [
      Reader(name: "dsmr-parser, DSMR-reader, Home Assistant", losses: [year, powers, currents]),
      Reader(
        name: "arduino-dsmr",
        refusal: hasDecimals
          ? "a current with decimals ends its reading"
          : hasLongText ? "a version text of more than 16 characters" : nil,
        losses: [year, powers, currents]),
      Reader(name: "ESPHome dsmr, P1 Dongle", losses: [year, powers, currents]),
      Reader(
        name: "evcc", losses: [currents, isWithoutPowers ? "export reads as import" : nil]),
      Reader(
        name: "SmartEVSE Sensorbox", refusal: version < 50 ? "it wants version 50 or higher" : nil,
        losses: [divided], readsCurrents: false),
      Reader(name: "Domoticz", losses: [divided], readsCurrents: false),
      Reader(
        name: "hass-evse-load-balancer, bridges like HomeWizard's", losses: [divided, "some round down"],
        readsCurrents: false
      ),
      Reader(
        name: "dsmr5 (Rust), node-p1-reader",
        losses: [
          hasDecimals ? "currents lose their decimals: 5.60 A is 5" : nil, year, powers, currents,
        ]),
      Reader(
        name: "mijnverbruik (Elixir)", refusal: hasUnderscore ? "a _ in 0-0:96.13.1 ends its reading" : nil,
        losses: [powers, currents]),
      Reader(
        name: "nielsbasjes (Java)",
        losses: [
          hasPlainText || !hasClock ? "valid=false, the values are right" : nil, powers, currents,
        ]),
      Reader(
        name: "lvzon (C), Athom, go-dsmr, gotsmart, amsreader", losses: [year, powers, currents]),
    ]
  }
}

extension TelegramCheck.LineQuantities {
  /// Whether the power is voltage times current, to the last places.
  fileprivate var isProduct: Bool {
    guard let current, let voltage, !current.isSaturated else { return true }
    guard let power = [powerIn, powerOut].compactMap({ $0 }).max(by: { $0.value < $1.value }) else {
      return false
    }
    return power.isSaturated || power.most >= current.least * voltage.least
  }
}
