// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The description of COMTRADE data by their configuration (IEEE C37.111-1991, -1999, -2013).
struct ComtradeConfiguration: Equatable {
  /// How the data are written.
  enum Encoding: String, CaseIterable {
    case ascii = "ASCII"
    case binary = "BINARY"
    case binary32 = "BINARY32"
    case float32 = "FLOAT32"

    /// The encoding of this name, in any case.
    init?(name: String) {
      self.init(rawValue: name.uppercased())
    }

    /// Bytes of an analog code; 0 for text.
    var width: Int {
      switch self {
      case .ascii: 0
      case .binary: 2
      case .binary32, .float32: 4
      }
    }
  }

  /// An analog channel: x = multiplier * code + offset, in its unit.
  struct Analog: Equatable {
    /// The channel's identifier, trimmed.
    var name: String
    /// The unit as written, trimmed.
    var unit: String
    /// Units a code; negative for an inverted channel.
    var multiplier: Double
    /// The value of code 0, in units.
    var offset: Double
    /// How much later than the start of the sample period it is sampled, s.
    var skew: Double
    /// The lowest code, where that is said.
    var lowest: Double?
    /// The highest code, where that is said.
    var highest: Double?
    /// The primary value of the transformer.
    var primary: Double
    /// The transformer's secondary value for the primary one.
    var secondary: Double
    /// Whether values are those of the secondary side.
    var isSecondary: Bool
  }

  /// A stretch of records at one rate.
  struct Stretch: Equatable {
    /// Records a second; 0 where the timestamps tell the rate.
    var rate: Double
    /// Number of its last record, 1 for the first of all.
    var lastRecord: Int
  }

  /// The standard's year of revision: 1991 where it is not said.
  var revision: Int
  /// The analog channels in their order.
  var analogs: [Analog]
  /// Number of digital channels.
  var digitalCount: Int
  /// The stretches in their order; empty where nothing is said.
  var stretches: [Stretch]
  /// The dates of the first record and of the trigger, as written.
  var dates: [String]
  /// How the data are written.
  var encoding: Encoding
  /// Seconds a unit of the timestamps.
  var timestampUnit: Double

  /// How many records there should be, where that is said.
  var recordCount: Int? { stretches.last?.lastRecord }

  /// Bytes of a binary record: number, timestamp, analog codes, digital bits in words of 16.
  var recordLength: Int { 8 + analogs.count * encoding.width + 2 * ((digitalCount + 15) / 16) }

  /// All analog channels for a message: number, name and unit.
  var listing: String {
    analogs.enumerated()
      .map { "\($0.offset + 1) \($0.element.name.quoted) [\($0.element.unit.printable)]" }
      .joined(separator: ", ")
  }
}

extension ComtradeConfiguration.Analog {
  /// The quantity of the channel's unit; nil for a unit of neither volts nor amperes.
  var quantity: QuantityUnit? { QuantityUnit(unit) }
}
