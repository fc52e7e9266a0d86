// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// A unit of voltages or currents, as people write it.
public struct QuantityUnit: Sendable, Equatable {
  /// The quantities that channels measure.
  public enum Quantity: String, Sendable {
    /// A voltage.
    case voltage = "a voltage (V, kV, mV)"
    /// A current.
    case current = "a current (A, kA, mA)"
  }

  /// The quantity that is measured.
  public let quantity: Quantity
  /// How many volts or amperes it is.
  public let factor: Double

  /// Volts.
  static let volt = QuantityUnit(quantity: .voltage, factor: 1)
  /// Amperes.
  static let ampere = QuantityUnit(quantity: .current, factor: 1)

  private init(quantity: Quantity, factor: Double) {
    self.quantity = quantity
    self.factor = factor
  }

  /// The unit that a text names, such as `V`, `kV`, `mA`, `uA`, `volts` or `kiloamp`, in brackets or not.
  ///
  /// A word about the side or the kind of value, as in `Vrms`, `V pri` or `kV sec`, changes nothing. Nil for any unit but volts and
  /// amperes.
  public init?(_ text: String) {
    var unit = text.trimmed
    while let first = unit.first, let last = unit.last, "([{".contains(first), ")]}".contains(last) {
      unit = String(unit.dropFirst().dropLast()).trimmed
    }
    let words = ["primary", "prim", "pri", "secondary", "sec", "rms", "inst", "ac"]
    while let word = words.first(where: unit.lowercased().hasSuffix) {
      unit = String(unit.dropLast(word.count))
      while let last = unit.last, " _-.,([".contains(last) { unit.removeLast() }
    }
    let lowercased = unit.lowercased()
    if let word = ["volts", "volt", "v"].first(where: lowercased.hasSuffix) {
      quantity = .voltage
      unit = String(unit.dropLast(word.count))
    } else if let word = ["amperes", "ampere", "amps", "amp", "a"].first(where: lowercased.hasSuffix) {
      quantity = .current
      unit = String(unit.dropLast(word.count))
    } else {
      return nil
    }
    switch unit {
    case "": factor = 1
    case "k", "K", "kilo": factor = 1e3
    case "M": factor = 1e6
    case "m", "milli": factor = 1e-3
    case "u", "\u{B5}", "\u{3BC}", "micro": factor = 1e-6
    default: return nil
    }
  }

  /// The units of a list, as a user states them.
  ///
  /// - Throws: `data` for a text that is no unit.
  static func list(_ texts: [String], file: String) throws(InputError) -> [QuantityUnit] {
    try texts.map { text throws(InputError) in
      guard let unit = QuantityUnit(text) else {
        throw InputError(
          file: file, changing: .units,
          "expected V, A or one with a prefix, as kV or mA, found \(text.quoted)")
      }
      return unit
    }
  }
}
