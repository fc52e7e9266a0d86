// SPDX-License-Identifier: Apache-2.0

/// An object that telegrams have: how its values are written and what they can be.
struct ObisObject: Sendable {
  /// The values in order.
  var values: [ObisFormat]
  /// Values that follow as often as the first value says.
  var repeated: [ObisFormat] = []
  /// The values in a telegram without a version, which is DSMR 2.2 or 3; nil where they are the same.
  var old: [ObisFormat]?
  /// What the number that the last value begins with can be.
  var range: ClosedRange<Double>?

  init(
    _ values: ObisFormat..., repeated: [ObisFormat] = [], old: [ObisFormat]? = nil,
    in range: ClosedRange<Double>? = nil
  ) {
    self.values = values
    self.repeated = repeated
    self.old = old
    self.range = range
  }

  /// The objects by reference, `n` for the channel of a connected meter.
  ///
  /// From the P1 companions of DSMR 2.2, 3.0, 4.2.2 and 5.0.2 and of e-MUCS 1.7.1, and the device's manual for
  /// currents with two decimals and the version text.
  static let table: [String: ObisObject] = {
    var table: [String: ObisObject] = [
      "1-3:0.2.8": ObisObject(.picture("00")),
      "0-0:96.1.4": ObisObject(.picture("00000")),
      "0-0:1.0.0": ObisObject(.time),
      "0-0:96.1.1": ObisObject(.hexadecimal(upTo: 48)),
      "0-0:96.1.2": ObisObject(.hexadecimal(upTo: 48)),
      "0-0:96.14.0": ObisObject(.picture("0000"), in: 0...4),
      "0-0:17.0.0": ObisObject(
        .picture("000.0*kW"), old: [.oneOf([.picture("0000.00*kW"), .picture("000*A")])]),
      "0-0:96.3.10": ObisObject(.picture("0"), in: 0...2),
      "0-0:96.7.21": ObisObject(.picture("00000")),
      "0-0:96.7.9": ObisObject(.picture("00000")),
      "1-0:99.97.0": ObisObject(
        .oneOf([.picture("0"), .picture("00")]), .reference, repeated: [.time, .picture("0000000000*s")]),
      "0-0:98.1.0": ObisObject(
        .oneOf([.picture("0"), .picture("00")]), .reference, .reference,
        repeated: [.time, .time, .picture("00.000*kW")]),
      "1-0:1.4.0": ObisObject(.picture("00.000*kW")),
      "1-0:1.6.0": ObisObject(.time, .picture("00.000*kW")),
      "0-0:96.13.1": ObisObject(.text(upTo: 16)),
      "0-0:96.13.0": ObisObject(.hexadecimal(upTo: 1024)),
      // A connected meter.
      "0-n:24.1.0": ObisObject(.picture("000"), old: [.oneOf([.picture("0"), .picture("00")])]),
      "0-n:96.1.0": ObisObject(.hexadecimal(upTo: 48)),
      "0-n:96.1.1": ObisObject(.hexadecimal(upTo: 48)),
      "0-n:96.1.2": ObisObject(.hexadecimal(upTo: 48)),
      "0-n:24.2.1": ObisObject(.time, meterReading),
      "0-n:24.2.3": ObisObject(.time, meterReading),
      "0-n:24.4.0": ObisObject(.picture("0"), in: 0...2),
      "0-n:24.3.0": ObisObject(
        .picture("000000000000"), .picture("00"), .picture("00"), .picture("0"), .reference, .text(upTo: 3),
        .picture("00000.000")),
    ]
    for direction in ["1", "2"] {
      for tariff in 0...4 {
        table["1-0:\(direction).8.\(tariff)"] = ObisObject(
          .picture("000000.000*kWh"), old: [.picture("00000.000*kWh")])
      }
      table["1-0:\(direction).7.0"] = ObisObject(
        .picture("00.000*kW"), old: [.oneOf([.picture("0000.00*kW"), .picture("000.00*kW")])])
    }
    for line in [20, 40, 60] {
      table["1-0:\(line + 1).7.0"] = ObisObject(.picture("00.000*kW"))
      table["1-0:\(line + 2).7.0"] = ObisObject(.picture("00.000*kW"))
      table["1-0:\(line + 11).7.0"] = ObisObject(.oneOf([.picture("000*A"), .picture("000.00*A")]))
      table["1-0:\(line + 11).4.0"] = ObisObject(.picture("000*A"))
      table["1-0:\(line + 12).7.0"] = ObisObject(.picture("000.0*V"), in: 0...500)
      table["1-0:\(line + 12).32.0"] = ObisObject(.picture("00000"))
      table["1-0:\(line + 12).36.0"] = ObisObject(.picture("00000"))
    }
    return table
  }()

  /// Volume of gas or water, heat or cold, energy.
  private static let meterReading = ObisFormat.oneOf([
    .picture("00000.000*m3"), .picture("000000.00*m3"), .picture("00000.000*GJ"), .picture("000000.00*GJ"),
    .picture("00000.000*kWh"),
  ])
}
