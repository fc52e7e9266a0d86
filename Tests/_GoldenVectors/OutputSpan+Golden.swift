// SPDX-License-Identifier: Apache-2.0
public import Metering

/// A reading as text, bit for bit: each number as the 16 hexadecimal digits of its pattern, `-` for an unknown one.
extension OutputSpan<UInt8> {
  /// The most bytes that a reading takes.
  public static var goldenLength: Int { 1024 }

  /// Appends a reading.
  ///
  ///     cycle NUMBER
  ///     time BITS
  ///     start, end, duration, frequency, uncertainty (its own), voltage, residual, flags: likewise
  ///     L1 CURRENT FUNDAMENTAL PHASE DIRECTION POWER UNCERTAINTIES (of current, phase, power) APPARENT-POWER THD MEASURED FLAGS
  ///     L2, L3: likewise, or - alone for a line that is not measured
  public mutating func append(golden reading: Reading) {
    line("cycle", UInt64(reading.cycle))
    line("time", reading.time.bitPattern)
    line("start", reading.start.bitPattern)
    line("end", reading.end.bitPattern)
    line("duration", reading.duration.bitPattern)
    line("frequency", reading.frequency?.bitPattern)
    line("uncertainty", reading.frequencyUncertainty?.bitPattern)
    line("voltage", reading.voltage?.bitPattern)
    line("residual", reading.residual?.bitPattern)
    line("flags", UInt64(reading.flags.rawValue))
    line(.l1, reading.lines[.l1])
    line(.l2, reading.lines[.l2])
    line(.l3, reading.lines[.l3])
  }

  private mutating func line(_ name: StaticString, _ bits: UInt64?) {
    text(name)
    word(bits)
    append(UInt8(ascii: "\n"))
  }

  private mutating func line(_ line: Line, _ reading: LineReading?) {
    text(line.name)
    if let reading {
      word(reading.current.bitPattern)
      word(reading.fundamental.bitPattern)
      word(reading.phase?.bitPattern)
      word(UInt64(reading.direction.rawValue))
      word(reading.power?.bitPattern)
      word(reading.uncertainty.current.bitPattern)
      word(reading.uncertainty.phase?.bitPattern)
      word(reading.uncertainty.power?.bitPattern)
      word(reading.apparentPower.bitPattern)
      word(reading.thd?.bitPattern)
      word(reading.isMeasured ? 1 : 0)
      word(UInt64(reading.flags.rawValue))
    } else {
      word(nil)
    }
    append(UInt8(ascii: "\n"))
  }

  private mutating func text(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount {
      append(text.utf8Start[index])
    }
  }

  private mutating func word(_ bits: UInt64?) {
    append(UInt8(ascii: " "))
    guard let bits else {
      append(UInt8(ascii: "-"))
      return
    }
    for place in (0..<16).reversed() {
      let digit = UInt8(truncatingIfNeeded: bits &>> UInt64(4 * place)) & 15
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
