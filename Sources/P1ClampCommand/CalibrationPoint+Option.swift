// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Metering

extension CalibrationPoint {
  /// Why a text is not a point.
  struct Failure: Error, CustomStringConvertible {
    /// The problem: what was expected and what was found.
    var description: String
  }

  /// A point as the command line has it: `FILE,input=1,amperes=10,degrees=0` and perhaps `,volts=230`.
  ///
  /// - Throws: What is missing or wrong.
  init(option text: String) throws(Failure) {
    var values: [String: Double] = [:]
    var parts = text.split(separator: ",", omittingEmptySubsequences: false)
    while let part = parts.last, let equals = part.firstIndex(of: "=") {
      let key = String(part[..<equals])
      guard let range = Self.ranges[key] else { break }
      guard let value = Double(part[part.index(after: equals)...]), range.contains(value) else {
        throw Failure(
          description: "expected \(key) in \(range.lowerBound)...\(range.upperBound), found \(part)")
      }
      guard values.updateValue(value, forKey: key) == nil else {
        throw Failure(description: "\(key) is given twice")
      }
      parts.removeLast()
    }
    try Self.checkRest(
      parts, isComplete: values["input"] != nil && values["amperes"] != nil && values["degrees"] != nil)
    let file = parts.joined(separator: ",")
    guard !file.isEmpty else {
      throw Failure(description: "expected a file before the first comma, found none")
    }
    guard let number = values["input"], let input = UInt8(exactly: number).flatMap(Input.init) else {
      throw Failure(description: "expected input=1, 2 or 3 after the file, found \(text)")
    }
    guard let amperes = values["amperes"] else {
      throw Failure(description: "expected amperes=A, found none")
    }
    guard let degrees = values["degrees"] else {
      throw Failure(description: "expected degrees=D, found none")
    }
    self.init(file: file, input: input, amperes: amperes, degrees: degrees, volts: values["volts"])
  }

  /// Checks what stands before the values: it is the file's name, which may have commas, unless values stand in it, too.
  private static func checkRest(_ parts: [Substring], isComplete: Bool) throws(Failure) {
    guard let last = parts.last, parts.count > 1 else { return }
    let hasValues = parts.dropFirst().contains { part in
      ranges.keys.contains { part.hasPrefix("\($0)=") }
    }
    guard last.contains("=") else {
      guard hasValues else { return }
      throw Failure(
        description: "expected a name and = before \(last); a number has a point, not a comma")
    }
    guard hasValues || !isComplete else { return }
    throw Failure(description: "expected input, amperes, degrees or volts, found \(last)")
  }

  private static let ranges: [String: ClosedRange<Double>] = [
    "input": 1...3, "amperes": 0.001...10000, "degrees": -360...360, "volts": 1...100000,
  ]
}
