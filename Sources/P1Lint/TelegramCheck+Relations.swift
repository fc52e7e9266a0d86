// SPDX-License-Identifier: Apache-2.0
import P1Port

extension TelegramCheck {
  /// A register's number, in V, A or W.
  struct Quantity {
    var value: Double
    /// One unit of the last place.
    var step: Double
    var isSaturated: Bool
    /// Whether the telegram has it with decimals.
    var hasDecimals: Bool
    var place: StreamPlace
    /// As it stands in the telegram.
    var text: String

    /// The most and the least that it may stand for where it is rounded.
    var most: Double { value + step / 2 }
    var least: Double { value - step / 2 }
  }

  /// The number of an object whose last value is one; nil where it is absent or has no number, and where it is wrong unless those
  /// count as well.
  func quantity(_ reference: String, evenIfWrong: Bool = false) -> Quantity? {
    guard let object = objects.first(where: { $0.reference.name == reference }),
      let text = object.values.last, let number = TelegramNumber(text),
      evenIfWrong || !findings.contains(where: { !$0.isNote && $0.place == object.place })
    else { return nil }
    let unit = text.drop { $0 != UInt8(ascii: "*") }.dropFirst().first
    let scale = unit == UInt8(ascii: "k") ? 1000.0 : 1
    return Quantity(
      value: number.value * scale, step: number.step * scale, isSaturated: number.isSaturated,
      hasDecimals: number.hasDecimals, place: object.place, text: String(decoding: text, as: UTF8.self))
  }

  /// The registers of a line, or of the total.
  struct LineQuantities {
    /// `L1`, or `total`.
    var name: String
    var current, voltage, powerIn, powerOut: Quantity?

    /// Power in less power out, W, and how far it may be off; nil unless both are stated and neither is saturated.
    var net: (value: Double, slack: Double)? {
      guard let powerIn, let powerOut, !powerIn.isSaturated, !powerOut.isSaturated else { return nil }
      return (powerIn.value - powerOut.value, (powerIn.step + powerOut.step) / 2)
    }
  }

  /// The registers of L1, L2 and L3 that are not wrong.
  var lineQuantities: [LineQuantities] { lineQuantities(evenIfWrong: false) }

  /// The registers of L1, L2 and L3.
  func lineQuantities(evenIfWrong: Bool) -> [LineQuantities] {
    (0..<3).map { index in
      func register(_ offset: Int) -> Quantity? {
        quantity("1-0:\(20 * (index + 1) + offset).7.0", evenIfWrong: evenIfWrong)
      }
      return LineQuantities(
        name: "L\(index + 1)", current: register(11), voltage: register(12), powerIn: register(1),
        powerOut: register(2))
    }
  }

  /// Compares values that depend on each other, each to the precision of its last place.
  mutating func checkRelations() {
    let lines = lineQuantities
    let total = LineQuantities(
      name: "total", powerIn: quantity("1-0:1.7.0"), powerOut: quantity("1-0:2.7.0"))
    for line in lines { checkDirections(line, isNote: false) }
    // Hungarian meters add up the power in and the power out of the lines separately.
    checkDirections(total, isNote: !dialect.hasPrescribedWidths)
    checkTotal(total, lines)
    for line in lines { checkPower(line) }
    checkSeason()
  }

  private mutating func checkDirections(_ line: LineQuantities, isNote: Bool) {
    guard let powerIn = line.powerIn, let powerOut = line.powerOut, powerIn.value > 0, powerOut.value > 0
    else {
      return
    }
    report(
      .relation, powerOut.place,
      "\(line.name): expected power in or power out, found both: \(powerIn.text) and \(powerOut.text)",
      isNote: isNote)
  }

  /// A total is what its lines add up to; each of them may be rounded down.
  private mutating func checkTotal(_ total: LineQuantities, _ lines: [LineQuantities]) {
    let told = lines.filter { $0.powerIn != nil || $0.powerOut != nil }
    let nets = told.compactMap(\.net)
    guard let net = total.net, let place = total.powerIn?.place, !told.isEmpty, nets.count == told.count
    else { return }
    let sum = nets.reduce(0) { $0 + $1.value }
    let slack = 2 * nets.reduce(net.slack) { $0 + $1.slack }
    guard abs(sum - net.value) > slack + 1e-6 else { return }
    report(
      .relation, place,
      "total: expected what the lines add up to, \(Self.watts(sum)), found \(Self.watts(net.value))")
  }

  /// No power is above the product of current and voltage, whatever the power factor: some readers calculate one from the other.
  ///
  /// Each of the three may be rounded, or have its further places left off.
  private mutating func checkPower(_ line: LineQuantities) {
    guard let current = line.current, let voltage = line.voltage, !current.isSaturated, !voltage.isSaturated,
      let power = [line.powerIn, line.powerOut].compactMap({ $0 }).max(by: { $0.value < $1.value }),
      !power.isSaturated
    else { return }
    let amperes = abs(current.value) + (current.hasDecimals ? current.step : 1)
    guard power.value - power.step > amperes * (voltage.value + voltage.step) + 1e-6 else { return }
    report(
      .relation, power.place,
      "\(line.name): expected up to \(voltage.text) times \(current.text), found \(power.text): a reader that divides power by voltage reads more than flows"
    )
  }

  /// In Europe summer time lasts from the last Sunday of March to the last one of October; a clock of another place may be right.
  private mutating func checkSeason() {
    guard let (value, place) = value("0-0:1.0.0"), let time = CivilTime(telegram: value),
      let isSummer = time.isEuropeanSummer, isSummer != time.isSummer
    else { return }
    // Swedish meters may tell winter time all year.
    if dialect == .nordic, !time.isSummer { return }
    report(
      .relation, place,
      "expected \(isSummer ? "S, summer time," : "W, winter time,") at this date in Europe, found \(quoted(value))",
      isNote: true)
  }

  private static func watts(_ value: Double) -> String { "\(Int(value.rounded())) W" }
}

extension CivilTime {
  /// Whether Europe has summer time at this date; nil on the days that it changes.
  var isEuropeanSummer: Bool? {
    switch month {
    case 4...9: return true
    case 3, 10:
      let change = 31 - weekday(ofDay: 31)
      return day == change ? nil : (day > change) == (month == 3)
    default: return false
    }
  }

  /// Days since the latest Sunday at a day of this month.
  private func weekday(ofDay day: Int) -> Int {
    // 1 January 2000 was a Saturday, 6 days after a Sunday; March and October begin 60 and 274 days later in a leap year.
    let years = year - 2000
    let leapDays = (years + 3) / 4
    let isLeap = years % 4 == 0
    let dayOfYear = (month == 3 ? 59 : 273) + (isLeap ? 1 : 0) + day - 1
    return (6 + years * 365 + leapDays + dayOfYear) % 7
  }
}
