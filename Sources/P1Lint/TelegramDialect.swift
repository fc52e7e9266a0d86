// SPDX-License-Identifier: Apache-2.0

/// The standard of a telegram, by what it says of itself. The raw values are the names in reports.
public enum TelegramDialect: String, CaseIterable, Sendable {
  /// DSMR 2.2 and 3: no version, no check.
  case dsmr2
  /// DSMR 4.
  case dsmr4
  /// SMR 5.
  case smr5
  /// Belgian: e-MUCS P1, up to 2.1.1.
  case emucs
  /// Luxembourg's Smarty: DSMR 4 with apparent and reactive powers.
  case luxembourg
  /// Swedish and Finnish: no version, wider numbers, reactive powers, no tariffs.
  case nordic
  /// Hungarian: no version, a breaker's state, power factors, the month before.
  case hungary
  /// None of these: a check, but no version.
  case other

  /// Its name in words.
  public var name: String {
    switch self {
    case .dsmr2: "DSMR 2.2 or 3"
    case .dsmr4: "DSMR 4"
    case .smr5: "SMR 5"
    case .emucs: "e-MUCS (Belgium)"
    case .luxembourg: "Smarty (Luxembourg)"
    case .nordic: "Sweden's or Finland's"
    case .hungary: "Hungary's"
    case .other: "without a version, of no dialect that is known"
    }
  }

  /// Whether numbers have the widths that DSMR 4 and 5 and e-MUCS prescribe; others have several for a register.
  var hasPrescribedWidths: Bool { [.dsmr4, .smr5, .emucs].contains(self) }

  /// The dialect of a telegram with these objects.
  ///
  /// - Parameters:
  ///   - header: The first line.
  ///   - version: The number in 1-3:0.2.8 or 0-0:96.1.4; nil without one.
  ///   - hasCheck: Whether anything stands after `!`.
  init(header: ArraySlice<UInt8>, version: Int?, objects: [TelegramObject], hasCheck: Bool) {
    func has(_ references: String...) -> Bool {
      objects.contains { references.contains($0.reference.name) }
    }
    if has("0-0:96.1.4") {
      self = .emucs
    } else if header.dropFirst().prefix(3).elementsEqual("Lux".utf8) || has("1-0:9.7.0") {
      self = .luxembourg
    } else if let version {
      self = version >= 50 ? .smr5 : .dsmr4
    } else if has("0-0:96.50.68", "1-0:15.8.0") {
      self = .hungary
    } else if has("1-0:1.8.0"), has("1-0:3.8.0", "1-0:3.7.0"), !has("1-0:1.8.1") {
      self = .nordic
    } else if !hasCheck || has("0-n:24.3.0"), has("1-0:1.8.1") {
      self = .dsmr2
    } else {
      self = .other
    }
  }
}
