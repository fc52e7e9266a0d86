// SPDX-License-Identifier: Apache-2.0
import P1Port
import StrictJSON

/// Checks a stream of telegrams as it comes, in bounded memory.
///
///     var check = TelegramStreamCheck()
///     for result in check.receive(bytes.span) + check.finish() {
///       for finding in result.findings { print(finding) }
///     }
///     print(check.total.isCorrect ? "correct" : "not correct")
///
/// Feed it from one thread at a time.
public struct TelegramStreamCheck: Sendable {
  /// How many wires the installation has.
  public enum Net: String, CaseIterable, Sendable {
    /// With a neutral: the line currents may be anything.
    case star
    /// Without one: at every moment the three currents cancel, so that none is above the sum of the other two.
    case delta
  }

  /// The findings in one telegram, or one between two.
  public enum Result: Sendable {
    /// A telegram, its number in the stream from 1, and its findings by their place; none where all is correct.
    case telegram(number: Int, ScannedTelegram, [LintFinding])
    /// Bytes that belong to no whole telegram.
    case between(LintFinding)

    /// The findings of a telegram, or the one between two.
    public var findings: [LintFinding] {
      switch self {
      case .telegram(_, _, let findings): findings
      case .between(let finding): [finding]
      }
    }
  }

  /// The counts so far.
  public private(set) var total = LintTotal()

  /// How many telegrams there were of each dialect; those without one are absent.
  public private(set) var dialects: [TelegramDialect: Int] = [:]
  /// The same in the order of the dialects.
  var dialectCounts: [(dialect: TelegramDialect, count: Int)] {
    TelegramDialect.allCases.compactMap { dialect in dialects[dialect].map { (dialect, $0) } }
  }
  /// The verdicts of the readers that were tried on telegrams such as these.
  public var verdicts: [ReaderVerdict] { readers.verdicts }

  private let net: Net
  private var readers = ReaderTable()
  private var scanner = TelegramScanner()
  private var clock = ClockCheck()

  /// A check of a stream from its first byte.
  ///
  /// - Parameter net: With `delta` the currents of each telegram are compared with each other as well.
  public init(net: Net = .star) {
    self.net = net
  }

  /// Receives the next bytes; how the stream is cut into calls makes no difference.
  ///
  /// - Returns: The results that these bytes completed, in order. The end of a telegram's last line completes
  ///   it.
  /// - Complexity: O(*n*) in the number of bytes.
  @discardableResult
  public mutating func receive(_ bytes: Span<UInt8>) -> [Result] {
    scanner.receive(bytes).map { result(of: $0) }
  }

  /// Ends the stream. A telegram that is not complete is an error, and so is a stream without a telegram.
  @discardableResult
  public mutating func finish() -> [Result] {
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
        "expected / and a telegram, found \(NumberText.count(count, "bytes")) \(isFirst ? "before the first" : "outside of any")",
        isNote: isFirst)
    case .unfinished(let place, let count, let isAtEnd):
      let end = isAtEnd ? "the stream's end" : "the next /"
      return between(
        place, "expected a telegram, found \(NumberText.count(count, "bytes")) of one that \(end) breaks off")
    case .endless(let place):
      return between(place, "expected ! within \(TelegramScanner.maximumLength) bytes of /, found none")
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
    dialects[check.dialect, default: 0] += 1
    // A comparison with other telegrams, or between values, means nothing in a telegram that was damaged.
    if check.isIntact {
      readers.add(check)
      if let finding = clock.finding(in: check) { findings.append(finding) }
      if net == .delta, let finding = check.triangle { findings.append(finding) }
    }
    return findings.sorted { $0.place.offset < $1.place.offset }
  }
}
