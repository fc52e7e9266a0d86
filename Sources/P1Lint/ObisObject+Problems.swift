// SPDX-License-Identifier: Apache-2.0
import P1Port
import StrictJSON

extension ObisObject {
  /// The faults of an object's values.
  struct Problem {
    var kind: LintFinding.Kind
    var isNote = false
    var message: String
  }

  /// Compares an object's values with what they should be.
  ///
  /// - Parameter dialect: The dialect of the telegram.
  func problems(in object: TelegramObject, of dialect: TelegramDialect) -> [Problem] {
    // The dialect has no known form for it.
    if !dialect.hasPrescribedWidths, dialect != .dsmr2, let free, free.isEmpty { return [] }
    let formats = formats(for: object, of: dialect)
    // An empty log or a quantity that is not there.
    if object.values.count == 1, object.values[0].isEmpty, !repeated.isEmpty { return [] }
    guard formats.count == object.values.count else {
      return [
        Problem(
          kind: .width,
          message: "expected \(NumberText.count(formats.count, "values")), found \(object.values.count)")
      ]
    }
    var problems: [Problem] = []
    for (format, value) in zip(formats, object.values) {
      guard format.matches(value) else {
        problems.append(
          Problem(kind: .width, message: "expected \(format.description), found \(quoted(value))"))
        continue
      }
      if case .time = format, CivilTime(telegram: value) == nil {
        problems.append(Problem(kind: .range, message: "expected a time that exists, found \(quoted(value))"))
      }
      if let number = TelegramNumber(value), number.isSaturated, value.contains(UInt8(ascii: "*")) {
        problems.append(
          Problem(
            kind: .range, isNote: true,
            message: "\(quoted(value)) is the largest value that fits: the true value may be larger"))
      }
    }
    if let range, problems.isEmpty, let last = object.values.last, let number = TelegramNumber(last),
      !range.contains(number.value)
    {
      problems.append(
        Problem(
          kind: .range,
          message: "expected \(Int(range.lowerBound))...\(Int(range.upperBound)), found \(quoted(last))"))
    }
    return problems
  }

  private func formats(for object: TelegramObject, of dialect: TelegramDialect) -> [ObisFormat] {
    let values: [ObisFormat]
    switch dialect {
    case .dsmr4, .smr5, .emucs: values = self.values
    case .dsmr2: values = old ?? self.values
    case .luxembourg, .nordic, .hungary, .other: values = free ?? self.values
    }
    guard !repeated.isEmpty, let first = object.values.first, first.count <= 2,
      let count = Int(String(decoding: first, as: UTF8.self)), count > 0
    else { return values }
    return (0..<count).reduce(values) { formats, _ in formats + repeated }
  }
}

extension CivilTime {
  /// The time that a telegram states as YYMMDDhhmmss and S or W; nil for one that does not exist.
  init?(telegram value: ArraySlice<UInt8>) {
    guard ObisFormat.time.matches(value) else { return nil }
    let digits = value.dropLast().map { Int($0 - UInt8(ascii: "0")) }
    func part(_ index: Int) -> Int { digits[2 * index] * 10 + digits[2 * index + 1] }
    try? self.init(
      year: 2000 + part(0), month: part(1), day: part(2), hour: part(3), minute: part(4), second: part(5),
      isSummer: value.last == UInt8(ascii: "S"))
  }
}
