// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON

/// Volts and amperes of the latest frames: two periods as sampled, and harmonics of the last ten.
struct LiveSignals {
  /// One channel's values.
  private struct Channel {
    var input: Input?
    var line: Line?
    var values: [Double]
    /// RMS of each order from 1; nil beyond what the rate can show.
    var harmonics: [Double?]
  }

  /// Orders of harmonics that are shown.
  static let orders = 1...40
  /// Periods from which harmonics are calculated, as in IEC 61000-4-7 at 50 Hz.
  private static let periods = 10.0

  private let cycle: Int
  private let rate: Double
  private let frequency: Double
  private let channels: [Channel]
  /// The frames of the two periods.
  private let shown: Range<Int>

  /// Converts frames.
  ///
  /// - Parameters:
  ///   - frames: Interleaved codes, oldest first.
  ///   - reading: The reading of their cycle; where it has no frequency, the nominal one is taken.
  /// - Returns: Nil for fewer frames than ten periods have.
  init?(_ frames: [Int16], of reading: Reading, _ configuration: MeterConfiguration) {
    let count = configuration.channelCount
    let frequency = reading.frequency ?? configuration.nominalFrequency
    let length = Int((Self.periods * configuration.rate / frequency).rounded())
    let total = frames.count / max(count, 1)
    guard length > 0, total >= length else { return nil }
    cycle = reading.cycle
    rate = configuration.rate
    self.frequency = frequency
    let turn = 2 * .pi * frequency / configuration.rate
    // A Hann window: whole periods are not a whole number of frames.
    let window = (0..<length).map { 1 - cos(2 * .pi * (Double($0) + 0.5) / Double(length)) }
    channels = (0..<count).map { channel in
      let input = Input.allCases.first { $0.index + 1 == channel }
      let assignment = input.flatMap { configuration.wiring.inputs[$0] }
      let conversion = configuration.calibration.channels[input.map { .input($0) } ?? .voltage]
      let scale = conversion.scale * (assignment?.polarity.sign ?? 1)
      let values = (0..<total).map { frame in
        (Double(frames[frame * count + channel]) - conversion.offset) * scale
      }
      let weighted = zip(values.suffix(length), window).map { $0 * $1 }
      let harmonics = Self.orders.map { order -> Double? in
        guard (Double(order) + 0.5) * frequency < configuration.rate / 2 else { return nil }
        let phasor = Self.phasor(of: weighted, turn: turn * Double(order))
        return (phasor.real * phasor.real + phasor.imaginary * phasor.imaginary).squareRoot()
          * 2.0.squareRoot()
          / Double(length)
      }
      return Channel(input: input, line: assignment?.line, values: values, harmonics: harmonics)
    }
    // From the last rise of the voltage through zero that two periods follow.
    let period = configuration.rate / frequency
    let start = Double(total) - 2 * period - 1
    let voltage = zip(channels[0].values.suffix(length), window).map { $0 * $1 }
    let phasor = Self.phasor(of: voltage, turn: turn)
    let phase = atan2(phasor.imaginary, phasor.real) + turn * (start - Double(total - length))
    let back = (phase + .pi / 2) / (2 * .pi)
    let rise = start - (back - back.rounded(.down)) * period
    let first = max(0, Int(rise.rounded()))
    shown = first..<min(total, first + Int((2 * period).rounded()) + 1)
  }

  /// The sum of x_n e^(-j turn n).
  private static func phasor(of values: [Double], turn: Double) -> (real: Double, imaginary: Double) {
    let (sine, cosine) = (sin(turn), cos(turn))
    var (real, imaginary) = (0.0, 0.0)
    var (x, y) = (1.0, 0.0)
    for value in values {
      real += value * x
      imaginary -= value * y
      (x, y) = (x * cosine - y * sine, x * sine + y * cosine)
    }
    return (real, imaginary)
  }

  /// Two periods as sampled, from a rise of the voltage through zero on: s between two frames, V and A.
  var waveform: JSONValue {
    list("values", [.init("step", .number(1 / rate, digits: 9))]) { channel in
      .list(channel.values[shown].map { .number($0, decimals: channel.input == nil ? 2 : 4) })
    }
  }

  /// RMS values of the harmonics of the last ten periods, and the limits of IEC 61000-3-2 in class A: V and A.
  var spectrum: JSONValue {
    let members: [JSONValue.Member] = [
      .init("orders", .list(Self.orders.map { .integer($0) })),
      .init("limits", .list(Self.orders.map { .number(Self.limit(of: $0), decimals: 4) })),
    ]
    return list("harmonics", members) { channel in
      .list(channel.harmonics.map { .number($0, decimals: channel.input == nil ? 4 : 5) })
    }
  }

  private func list(
    _ name: String, _ members: [JSONValue.Member], _ values: (Channel) -> JSONValue
  ) -> JSONValue {
    let head: [JSONValue.Member] = [
      .init("cycle", .integer(cycle)), .init("frequency", .number(frequency, decimals: 5)),
    ]
    let list = channels.map { channel in
      JSONValue.object([
        "channel": .text(channel.input.map { "input \($0.rawValue)" } ?? "voltage"),
        "line": .optional(channel.line.map { "\($0.name)" }),
        "unit": .text(channel.input == nil ? "V" : "A"), name: values(channel),
      ])
    }
    return .members(head + members + [.init("channels", .list(list))])
  }

  /// The limit of a harmonic's current, A: IEC 61000-3-2, table 1 (class A); nil for the fundamental.
  static func limit(of order: Int) -> Double? {
    switch order {
    case 2: 1.08
    case 3: 2.30
    case 4: 0.43
    case 5: 1.14
    case 6: 0.30
    case 7: 0.77
    case 9: 0.40
    case 11: 0.33
    case 13: 0.21
    case 15...39 where order % 2 == 1: 0.15 * 15 / Double(order)
    case 8...40 where order % 2 == 0: 0.23 * 8 / Double(order)
    default: nil
    }
  }
}
