// SPDX-License-Identifier: Apache-2.0

extension TelegramCheck {
  /// Notes what a load balancer needs and does not find.
  mutating func checkAbsent() {
    // A value in a wrong form is not absent.
    guard !findings.contains(where: { $0.kind == .width && !$0.isNote }) else { return }
    // A value that contradicts another one, or is out of its range, is not absent either.
    let lines = lineQuantities(evenIfWrong: true)
    let place = telegram.place
    let measured = lines.filter { $0.current != nil }
    if measured.isEmpty {
      absent(
        place, "no line's current (1-0:31.7.0, 1-0:51.7.0, 1-0:71.7.0)",
        "a load balancer knows no line's load")
    } else if measured.count == 2 {
      let missing = lines.filter { $0.current == nil }.map(\.name).joined()
      absent(place, "no current of \(missing)", "that line is not protected")
    }
    let undirected = measured.filter { $0.powerIn == nil || $0.powerOut == nil }
    if !undirected.isEmpty {
      absent(
        place, "no power in and out (1-0:21.7.0, 1-0:22.7.0 and so on) of \(names(undirected))",
        "a current that flows out reads as one that flows in")
    } else if !measured.isEmpty, isWithoutAnyPower(measured) {
      absent(
        place, "no power above zero beside currents",
        "a reader that takes direction or current from the powers reads nothing")
    }
    let unknown = lines.filter { ($0.current != nil || $0.powerIn != nil) && $0.voltage == nil }
    if !unknown.isEmpty {
      absent(
        place, "no voltage (1-0:32.7.0 and so on) of \(names(unknown))",
        "a reader that divides power by voltage reads no current")
    }
    if ["1-0:1.7.0", "1-0:2.7.0"].contains(where: { quantity($0, evenIfWrong: true) == nil }) {
      absent(
        place, "no total power in and out (1-0:1.7.0, 1-0:2.7.0)",
        "the whole installation's power is not known")
    }
    if value("0-0:1.0.0")?.value.elementsEqual("000101010000W".utf8) ?? true {
      absent(
        place, "no time (0-0:1.0.0)",
        "a reader that relies on it takes the telegram for one of the year 2000, or for none")
    }
  }

  /// Whether lines carry clearly more than nothing, and every power is zero.
  private func isWithoutAnyPower(_ lines: [LineQuantities]) -> Bool {
    lines.contains { ($0.current?.value ?? 0) >= 1 }
      && lines.allSatisfy { $0.powerIn?.value == 0 && $0.powerOut?.value == 0 }
  }

  private mutating func absent(_ place: StreamPlace, _ what: String, _ effect: String) {
    report(.absent, place, "\(what): \(effect)", isNote: true)
  }

  private func names(_ lines: [LineQuantities]) -> String { lines.map(\.name).joined(separator: ", ") }
}
