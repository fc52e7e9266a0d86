// SPDX-License-Identifier: Apache-2.0
import P1Port

/// The check of one telegram by itself: its frame, its check, its lines and their values.
struct TelegramCheck {
  /// The findings, in no particular order.
  private(set) var findings: [LintFinding] = []
  /// Its objects in order.
  private(set) var objects: [TelegramObject] = []
  /// Whether the CRC after `!` is that of the body.
  private(set) var isCRCCorrect = false
  /// The version: 40, 42, 50 for DSMR and SMR, 50217 for e-MUCS; nil where the telegram does not say.
  private(set) var version: Int?
  /// Its standard, by what it says of itself.
  private(set) var dialect = TelegramDialect.other
  /// Whether what it says may be relied on: its check is right, or it is of a dialect that has none.
  var isIntact: Bool { isCRCCorrect || (dialect == .dsmr2 && telegram.check.isEmpty) }

  /// The telegram as it stands in the stream.
  let telegram: ScannedTelegram

  /// Checks a telegram.
  init(_ telegram: ScannedTelegram) {
    self.telegram = telegram
    let (lines, rest) = telegram.lines
    checkCharacters()
    checkLineEnds(lines)
    if !rest.isEmpty {
      report(
        .framing, telegram.place(at: telegram.bytes.count - 1),
        "expected ! at the start of a line, found \(quoted(rest)) before it")
    }
    readObjects(lines.dropFirst(lines.count > 1 && lines[1].text.isEmpty ? 2 : 1))
    dialect = TelegramDialect(
      header: lines.first?.text ?? [], version: version, objects: objects, hasCheck: !telegram.check.isEmpty)
    checkHeader(lines)
    checkCRC()
    for object in objects { check(object) }
    checkDuplicates()
    // Relations between values mean nothing in a telegram that was damaged.
    guard isIntact else { return }
    checkSource(lines)
    checkRelations()
    checkAbsent()
  }

  /// The first value of an object.
  func value(_ reference: String) -> (value: ArraySlice<UInt8>, place: StreamPlace)? {
    objects.first { $0.reference.name == reference }.flatMap { object in
      object.values.first.map { ($0, object.place) }
    }
  }

  mutating func report(
    _ kind: LintFinding.Kind, _ place: StreamPlace, _ message: String, isNote: Bool = false
  ) {
    findings.append(LintFinding(kind: kind, isNote: isNote, place: place, message: message))
  }

  private mutating func checkCharacters() {
    let bytes = telegram.bytes
    for index in bytes.indices {
      let isPartOfLineEnd =
        bytes[index] == UInt8(ascii: "\n")
        || (bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count
          && bytes[index + 1] == UInt8(ascii: "\n"))
      if isPartOfLineEnd || (0x20...0x7E).contains(bytes[index]) { continue }
      report(
        .framing, telegram.place(at: index), "expected visible ASCII characters, found byte \(bytes[index])")
      return
    }
  }

  private mutating func checkLineEnds(_ lines: [TelegramLine]) {
    let bare = lines.filter { !$0.hasCarriageReturn }
    if let first = bare.first {
      let which =
        bare.count == lines.count ? "all \(lines.count) lines" : "\(bare.count) of \(lines.count) lines"
      report(.framing, first.place, "expected lines that end in CR LF, found LF alone in \(which)")
    }
    let found: String
    switch telegram.ending {
    case .carriageReturnLineFeed: return
    case .lineFeed: found = "LF alone"
    case .carriageReturn: found = "CR alone"
    case .missing: found = "none"
    }
    report(.framing, placeOfCheck, "expected CR LF after the check, found \(found)")
  }

  private var placeOfCheck: StreamPlace { telegram.place(at: telegram.bytes.count - 1) }

  private mutating func checkCRC() {
    let found = telegram.check
    guard !found.isEmpty else {
      report(
        .crc, placeOfCheck,
        dialect == .dsmr2
          ? "there is no check after !, as in DSMR 2.2 and 3: a telegram that is damaged on its way looks intact"
          : "expected a check after !, found none: from DSMR 4 on it must be there", isNote: dialect == .dsmr2
      )
      return
    }
    guard found.count == 4, found.allSatisfy(isHexadecimalDigit) else {
      report(.crc, placeOfCheck, "expected four hexadecimal digits after !, found \(quoted(found))")
      return
    }
    let upperCase = found.map { $0 >= UInt8(ascii: "a") ? $0 - 0x20 : $0 }
    let expected = Self.digits(of: telegram.bytes)
    isCRCCorrect = upperCase == expected
    if !isCRCCorrect {
      let restored = telegram.bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
      let hint = Self.digits(of: restored) == upperCase ? ", which is right for lines that end in CR LF" : ""
      report(
        .crc, placeOfCheck,
        "expected check \(String(decoding: expected, as: UTF8.self)), found \(String(decoding: upperCase, as: UTF8.self))\(hint)"
      )
    }
    if found != upperCase {
      report(.crc, placeOfCheck, "expected upper-case digits, found \(quoted(found))")
    }
  }

  private static func digits(of bytes: [UInt8]) -> [UInt8] {
    var crc = CRC16()
    crc.update(bytes.span)
    let digits = String(crc.value, radix: 16, uppercase: true)
    return Array((String(repeating: "0", count: 4 - digits.count) + digits).utf8)
  }

  /// Three letters, a digit and up to 16 characters (IEC 62056-21), then an empty line. Meters of DSMR 2 and 3 may put a space
  /// before the 16.
  private mutating func checkHeader(_ lines: [TelegramLine]) {
    guard let header = lines.first else {
      report(.framing, telegram.place, "expected a line with / and the identification, found no line")
      return
    }
    let text = Array(header.text)
    let isIdentification =
      (6...(dialect == .dsmr2 ? 22 : 21)).contains(text.count)
      && text[1...3].allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
      && isDigit(text[4])
    if !isIdentification {
      report(
        .framing, header.place,
        "expected /, three letters, a digit and 1...16 characters, found \(quoted(text))")
    }
    if lines.count < 2 || !lines[1].text.isEmpty {
      report(
        .framing, lines.count < 2 ? header.place : lines[1].place,
        "expected an empty line after the identification")
    }
  }

  private mutating func checkSource(_ lines: [TelegramLine]) {
    guard let header = lines.first, String(decoding: header.text, as: UTF8.self).contains("SIMULATION") else {
      return
    }
    report(.simulation, header.place, "the telegram says that it comes from a simulation", isNote: true)
  }

  private mutating func readObjects(_ lines: ArraySlice<TelegramLine>) {
    for line in lines {
      if let object = TelegramObject(line) {
        if ["1-3:0.2.8", "0-0:96.1.4"].contains(object.reference.name), let value = object.values.first {
          version = Int(String(decoding: value, as: UTF8.self))
        }
        objects.append(object)
      } else if line.text.first == UInt8(ascii: "("), let values = TelegramObject.values(line.text),
        objects.last?.reference.name == "0-n:24.3.0"
      {
        // DSMR 2.2 and 3 write the value of a gas meter on a line of its own.
        objects[objects.count - 1].values += values
      } else {
        report(
          .framing, line.place, "expected a reference and values in parentheses, found \(quoted(line.text))")
      }
    }
  }

  private mutating func checkDuplicates() {
    var seen: Set<ObisReference> = []
    for object in objects where !seen.insert(object.reference).inserted {
      report(.duplicate, object.place, "\(object.name) stands in the telegram twice")
    }
  }

  private mutating func check(_ object: TelegramObject) {
    guard let known = ObisObject.table[object.reference.name] else {
      report(.unknown, object.place, "\(object.name) is not known", isNote: true)
      return
    }
    for problem in known.problems(in: object, of: dialect) {
      report(problem.kind, object.place, "\(object.name): \(problem.message)", isNote: problem.isNote)
    }
  }
}

extension TelegramObject {
  /// The reference as it stands in the telegram.
  var name: String {
    "\(reference.groups[0])-\(reference.groups[1]):\(reference.groups[2]).\(reference.groups[3]).\(reference.groups[4])"
  }
}
