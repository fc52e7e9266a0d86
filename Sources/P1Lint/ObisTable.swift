// SPDX-License-Identifier: Apache-2.0

/// An object that telegrams have: how its values are written and what they can be.
struct ObisObject: Sendable {
  /// The values in order.
  var values: [ObisFormat]
  /// Values that follow as often as the first value says.
  var repeated: [ObisFormat] = []
  /// The values in a telegram of DSMR 2.2 or 3; nil where they are the same.
  var old: [ObisFormat]?
  /// The values in a dialect that prescribes no widths; nil where they are the same.
  var free: [ObisFormat]?
  /// The range of the number that the last value begins with.
  var range: ClosedRange<Double>?

  init(
    _ values: ObisFormat..., repeated: [ObisFormat] = [], old: [ObisFormat]? = nil,
    free: [ObisFormat]? = nil, in range: ClosedRange<Double>? = nil
  ) {
    self.values = values
    self.repeated = repeated
    self.old = old
    self.free = free
    self.range = range
  }

  /// The objects by reference, `n` for the channel of a connected meter.
  ///
  /// From the P1 companions of DSMR 2.2, 3.0, 4.2.2 and 5.0.2 and of e-MUCS 1.7.1 and 2.1.1, and the device's manual for
  /// currents with two decimals and the version text. Other dialects are accepted in all widths that their meters are known
  /// for.
  static let table: [String: ObisObject] = {
    var table: [String: ObisObject] = [
      "1-3:0.2.8": ObisObject(.picture("00")),
      "0-0:96.1.4": ObisObject(.picture("00000")),
      "0-0:1.0.0": ObisObject(.time),
      "0-0:96.1.1": ObisObject(.hexadecimal(upTo: 48)),
      "0-0:96.1.2": ObisObject(.hexadecimal(upTo: 48)),
      "0-0:96.1.0": ObisObject(.text(upTo: 48)),
      "0-0:42.0.0": ObisObject(.text(upTo: 48)),
      // A breaker: ON or OFF.
      "0-0:96.50.68": ObisObject(.text(upTo: 3)),
      "0-0:96.14.0": ObisObject(.picture("0000"), in: 0...4),
      "0-0:17.0.0": ObisObject(
        .picture("000.0*kW"), old: [.oneOf([.picture("0000.00*kW"), .picture("000*A")])],
        free: [.number(units: ["kW", "W", "kVA", "VA"], whole: 1...6, decimals: 0...3)]),
      "0-0:96.3.10": ObisObject(.picture("0"), in: 0...2),
      "0-0:96.7.21": ObisObject(.picture("00000")),
      "0-0:96.7.9": ObisObject(.picture("00000")),
      "1-0:99.97.0": ObisObject(
        .oneOf([.picture("0"), .picture("00")]), .reference, repeated: [.time, .picture("0000000000*s")]),
      "0-0:98.1.0": ObisObject(
        .oneOf([.picture("0"), .picture("00")]), .reference, .reference,
        repeated: [.time, .time, .picture("00.000*kW")],
        // Of the month before: when it ended, and any number of registers.
        free: []),
      "1-0:1.4.0": ObisObject(.picture("00.000*kW")),
      "1-0:1.6.0": ObisObject(.time, .picture("00.000*kW")),
      // 230 for three wires without neutral, 400 with it.
      "1-0:94.32.1": ObisObject(.picture("000"), in: 100...400),
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
          .picture("000000.000*kWh"), old: [.picture("00000.000*kWh")], free: [energy(["kWh", "Wh"])])
      }
      table["1-0:\(direction).7.0"] = ObisObject(
        .picture("00.000*kW"), old: [.oneOf([.picture("0000.00*kW"), .picture("000.00*kW")])],
        free: [power(["kW", "W"])])
    }
    for line in [20, 40, 60] {
      table["1-0:\(line + 1).7.0"] = ObisObject(.picture("00.000*kW"), free: [power(["kW", "W"])])
      table["1-0:\(line + 2).7.0"] = ObisObject(.picture("00.000*kW"), free: [power(["kW", "W"])])
      for quadrant in [3, 4] { table["1-0:\(line + quadrant).7.0"] = ObisObject(power(["kvar", "var"])) }
      for apparent in [9, 10] { table["1-0:\(line + apparent).7.0"] = ObisObject(power(["kVA", "VA"])) }
      table["1-0:\(line + 13).7.0"] = ObisObject(powerFactor, in: -1...1)
      table["1-0:\(line + 11).7.0"] = ObisObject(
        .oneOf([.picture("000*A"), .picture("000.00*A")]),
        // Some give a current the sign of its power.
        free: [.number(units: ["A"], whole: 1...4, decimals: 0...3, mayBeNegative: true)])
      table["1-0:\(line + 11).4.0"] = ObisObject(.picture("000*A"))
      table["1-0:\(line + 12).7.0"] = ObisObject(
        .picture("000.0*V"), free: [.number(units: ["V"], whole: 1...3, decimals: 0...2)], in: 0...500)
      table["1-0:\(line + 12).32.0"] = ObisObject(.picture("00000"))
      table["1-0:\(line + 12).36.0"] = ObisObject(.picture("00000"))
    }
    for quantity in 3...8 {
      for tariff in 0...4 {
        table["1-0:\(quantity).8.\(tariff)"] = ObisObject(energy(["kvarh", "varh"]))
      }
      table["1-0:\(quantity).7.0"] = ObisObject(power(["kvar", "var"]))
    }
    for quantity in [9, 10] { table["1-0:\(quantity).7.0"] = ObisObject(power(["kVA", "VA"])) }
    table["1-0:15.8.0"] = ObisObject(energy(["kWh", "Wh"]))
    table["1-0:16.7.0"] = ObisObject(
      .number(units: ["kW", "W"], whole: 1...7, decimals: 0...3, mayBeNegative: true))
    table["1-0:13.7.0"] = ObisObject(powerFactor, in: -1...1)
    table["1-0:14.7.0"] = ObisObject(.number(units: ["Hz"], whole: 2...3, decimals: 0...3), in: 40...70)
    // Limits of the current in and out.
    table["1-1:31.4.0"] = ObisObject(
      .number(units: ["A"], whole: 1...4, decimals: 0...2, mayBeNegative: true),
      .number(units: ["A"], whole: 1...4, decimals: 0...2, mayBeNegative: true))
    for message in 2...5 { table["0-0:96.13.\(message)"] = ObisObject(.hexadecimal(upTo: 1024)) }
    table["0-n:96.3.10"] = ObisObject(.picture("0"), in: 0...2)
    return table
  }()

  private static func energy(_ units: [String]) -> ObisFormat {
    .number(units: units, whole: 5...10, decimals: 0...3)
  }

  private static func power(_ units: [String]) -> ObisFormat {
    .number(units: units, whole: 1...7, decimals: 0...3)
  }

  private static let powerFactor = ObisFormat.number(
    units: [], whole: 1...1, decimals: 1...3, mayBeNegative: true)

  /// Volume of gas or water, heat or cold, energy.
  private static let meterReading = ObisFormat.oneOf([
    .picture("00000.000*m3"), .picture("000000.00*m3"), .picture("00000.000*GJ"), .picture("000000.00*GJ"),
    .picture("00000.000*kWh"),
  ])
}
