// SPDX-License-Identifier: Apache-2.0
import Drawing
import Foundation
import Metering
import P1Port
import P1Transport
import StrictJSON

extension LiveContent {
  /// All that the page shows of a second, texts as they are to be read.
  mutating func page(of second: LiveSecond, viewers: Int, at now: UInt64) -> JSONValue {
    let reading = second.reading
    let signals = latestSignals(of: second)
    let condition = instrument.condition(of: second)
    let phasors = instrument.phasors(of: reading).document
    return .object([
      "cycle": .integer(reading.cycle), "time": .number(reading.time, decimals: 3),
      "age": .integer(now - min(now, second.made)), "name": .text(instrument.name),
      "version": .text(instrument.version), "simulated": .flag(instrument.isSimulated),
      "lines": .list(Line.allCases.map { instrument.line($0, of: reading) }),
      "condition": .object(["level": .text(condition.level.rawValue), "text": .text(condition.text)]),
      "mains": .text(Self.mains(of: reading)),
      "phasors": .object([
        "svg": .text(phasors.text(isStyled: false)), "description": .text(phasors.description),
      ]),
      "waveform": signals?.waveform ?? .null, "spectrum": signals?.spectrum ?? .null,
      "telegram": Self.telegram(second.telegram),
      "ports": .list(second.ports.map(Self.port)), "viewers": .integer(viewers),
      "indicators": Self.indicators(of: second, at: now),
    ])
  }

  private static func mains(of reading: Reading) -> String {
    let voltage = reading.voltage.map { String(format: "%.1f V", $0) } ?? "no voltage"
    return reading.frequency.map { voltage + String(format: ", %.3f Hz", $0) } ?? "\(voltage), no frequency"
  }

  /// A telegram and the verdict of its CRC.
  private static func telegram(_ bytes: [UInt8]?) -> JSONValue {
    guard let bytes else {
      return .object(["text": .null, "verdict": .text("no telegram was sent for this second")])
    }
    return .object([
      "text": .text(String(decoding: bytes, as: UTF8.self)), "verdict": .text(verdict(on: bytes)),
    ])
  }

  /// The verdict of a telegram's CRC.
  static func verdict(on telegram: [UInt8]) -> String {
    guard let mark = telegram.lastIndex(of: UInt8(ascii: "!")) else { return "it has no end" }
    var check = CRC16()
    for byte in telegram[...mark] { check.update(byte) }
    let digits = String(decoding: telegram[(mark + 1)...].prefix(4), as: UTF8.self)
    guard digits.count == 4, let stated = UInt16(digits, radix: 16) else { return "it has no CRC" }
    let found = String(format: "%04X", check.value)
    return stated == check.value ? "CRC \(found), right" : "CRC \(digits), wrong: it should be \(found)"
  }

  private static func port(_ port: PortState) -> JSONValue {
    let text =
      if let clients = port.clients {
        clients == 1 ? "1 client" : "\(clients) clients"
      } else {
        port.isRequestHigh.map { $0 ? "request line high" : "request line low" } ?? "the device is gone"
      }
    return .object(["name": .text(port.name), "text": .text(text)])
  }

  private static func indicators(of second: LiveSecond, at now: UInt64) -> JSONValue {
    // Without a device there is no request line that could hold telegrams back.
    let device = second.ports.first { $0.clients == nil }
    let toggled = device?.toggled.map { Double(now - min(now, $0)) / 1000 }
    let indicators = Indicators(
      reading: second.reading, isRequestHigh: device.map { $0.isRequestHigh ?? false } ?? true,
      secondsSinceToggle: toggled)
    return .object([
      "power": json(indicators.power), "currentSense": json(indicators.currentSense),
      "port": json(indicators.port),
    ])
  }

  /// How long an indicator is lit in each period, ms.
  private static func json(_ state: IndicatorState) -> JSONValue {
    let (lit, period) =
      switch state {
      case .off: (0, 1000)
      case .on: (1000, 1000)
      case .blinking(let lit, let period): (lit, period)
      }
    return .object(["lit": .integer(lit), "period": .integer(period)])
  }
}

extension LiveInstrument {
  /// How much a condition matters.
  enum Level: String {
    case good, notice, warning
  }

  /// A line as the page shows it.
  func line(_ line: Line, of reading: Reading) -> JSONValue {
    let current = reading.lines[line]
    let fuse = fuses?[line]
    return .object([
      "line": .text("\(line.name)"), "current": .number(current?.current, decimals: 5),
      "uncertainty": .number(current?.uncertainty.current, decimals: 6),
      "fuse": .number(fuse, decimals: 3),
      "left": .number(current.flatMap { current in fuse.map { $0 - current.current } }, decimals: 5),
      "direction": .text(current?.direction.name ?? Direction.indeterminate.name),
      "power": .number(current?.power, decimals: 2), "phase": .number(current?.phase, decimals: 2),
      "thd": .number(current?.thd, decimals: 5),
    ])
  }

  /// The one sentence on a second, about the condition that matters most.
  func condition(of second: LiveSecond) -> (level: Level, text: String) {
    let (level, text) = measured(second)
    guard isSimulated else { return (level, text) }
    return (level == .good ? .notice : level, "Simulated: nothing is measured. \(text)")
  }

  private func measured(_ second: LiveSecond) -> (level: Level, text: String) {
    let reading = second.reading
    if reading.flags.contains(.frequencyLost) {
      return (.warning, "No mains voltage: all currents count as import. Look at the terminals N and L.")
    }
    let clipped = lines(of: reading) { $0.contains(.clipped) }
    if reading.flags.contains(.clipped) || !clipped.isEmpty {
      let place = clipped.isEmpty ? "the voltage" : clipped
      return (.warning, "Clipped: \(place) reaches the converter's rails, its value is estimated.")
    }
    if let (measured, expected) = second.doubtfulVoltage {
      let text =
        "\(NumberText.number(measured, digits: 3)) V measured, \(NumberText.number(expected, digits: 3)) V expected"
      return (
        .warning,
        "Voltage doubtful: \(text). Are the converter's bits, the channels and the calibration right?"
      )
    }
    let silent = lines(of: reading) { $0.contains(.noSignal) }
    if !silent.isEmpty { return (.warning, "No signal: \(silent). Is the clamp connected?") }
    let large = lines(of: reading) { $0.contains(.overRange) }
    if !large.isEmpty {
      return (.warning, "Over range: \(large) carries more than half of the clamp's rating.")
    }
    let over = Line.allCases.filter { line in
      fuses.map { (reading.lines[line]?.current ?? 0) > $0[line] } ?? false
    }
    if !over.isEmpty { return (.warning, "Above the fuse: \(Self.list(over)).") }
    let doubtful = doubtfulLines(of: reading)
    if !doubtful.isEmpty {
      return (
        .warning,
        "Wiring doubtful: the current of \(Self.list(doubtful)) points to where no load draws it. Check the clamps."
      )
    }
    if reading.flags.contains(.gap) { return (.notice, "Fresh, but frames of this second were lost.") }
    return (.good, "Fresh: one reading a second.")
  }

  private func lines(of reading: Reading, where holds: (Flags) -> Bool) -> String {
    Self.list(Line.allCases.filter { reading.lines[$0].map { holds($0.flags) } ?? false })
  }

  private static func list(_ lines: [Line]) -> String { lines.map { "\($0.name)" }.joined(separator: ", ") }
}
