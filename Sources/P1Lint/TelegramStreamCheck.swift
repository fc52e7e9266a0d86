// SPDX-License-Identifier: Apache-2.0
import P1Port

/// Checks a stream of telegrams as it comes, in bounded memory.
package struct TelegramStreamCheck {
  /// How many wires the installation has.
  package enum Net: String, CaseIterable {
    /// With a neutral: the line currents may be anything.
    case star
    /// Without one: at every moment the three currents cancel.
    case delta
  }

  /// What was found of one telegram, or between two.
  package enum Result {
    case telegram(number: Int, ScannedTelegram, [LintFinding])
    case between(LintFinding)
  }

  /// What was found so far.
  package private(set) var total = LintTotal()

  private let net: Net
  private var scanner = TelegramScanner()
  private var clock = ClockCheck()

  /// A check of a stream from its first byte.
  package init(net: Net = .star) {
    self.net = net
  }

  /// Takes the next bytes; how the stream is cut into calls makes no difference.
  package mutating func take(_ bytes: [UInt8]) -> [Result] {
    scanner.take(bytes).map { result(of: $0) }
  }

  /// Takes the stream's end, where what was begun should have been ended.
  package mutating func finish() -> [Result] {
    var results = scanner.finish().map { result(of: $0) }
    if total.telegrams == 0 {
      results.append(between(scanner.place, "expected a telegram, found none"))
    }
    return results
  }

  private mutating func result(of event: TelegramScanner.Event) -> Result {
    switch event {
    case .telegram(let telegram):
      let findings = findings(in: telegram)
      total.add(telegram: findings)
      return .telegram(number: total.telegrams, telegram, findings)
    case .stray(let place, let count):
      // Whoever joins a stream in its middle gets the end of a telegram first.
      let isFirst = place.offset == 0
      return between(
        place,
        "expected / and a telegram, found \(count) bytes \(isFirst ? "before the first" : "outside of any")",
        isNote: isFirst)
    case .unfinished(let place, let count, let isAtEnd):
      let end = isAtEnd ? "the stream's end" : "the next /"
      return between(place, "expected a telegram, found \(count) bytes of one that \(end) breaks off")
    case .endless(let place):
      return between(place, "expected ! within \(TelegramScanner.limit) bytes of /, found none")
    }
  }

  private mutating func between(_ place: StreamPlace, _ message: String, isNote: Bool = false) -> Result {
    let finding = LintFinding(kind: .framing, isNote: isNote, place: place, message: message)
    total.add(finding)
    return .between(finding)
  }

  private mutating func findings(in telegram: ScannedTelegram) -> [LintFinding] {
    let check = TelegramCheck(telegram)
    var findings = check.findings
    // What is said from one telegram to the next, or of several values, means nothing in one that was damaged.
    if check.hasItsCheck {
      if let finding = clock.take(check) { findings.append(finding) }
      if net == .delta, let finding = check.triangle { findings.append(finding) }
    }
    return findings.sorted { $0.place.offset < $1.place.offset }
  }
}
