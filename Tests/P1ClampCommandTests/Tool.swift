// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// The built tool as a subprocess.
enum Tool {
  /// The executable, which lies beside the one that runs the tests.
  static let executable: URL = {
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let runner = bundle ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return runner.deletingLastPathComponent().appendingPathComponent("p1clamp")
  }()

  /// The outcome of a run.
  struct Outcome {
    var status: Int32
    var output: [UInt8]
    var errors: String

    /// Standard output as text.
    var text: String { String(decoding: output, as: UTF8.self) }
    /// Lines of standard output.
    var lines: [Substring] { text.split(separator: "\n") }
    /// Lines on standard error.
    var complaints: [Substring] { errors.split(separator: "\n", omittingEmptySubsequences: true) }
  }

  /// Runs the tool to its end.
  ///
  /// - Parameters:
  ///   - arguments: As on the command line.
  ///   - input: What standard input holds.
  ///   - folder: The working directory.
  ///   - output: Where standard output goes instead of into the outcome.
  static func run(
    _ arguments: [String], input: [UInt8] = [], in folder: TemporaryFolder? = nil, output: String? = nil
  ) async throws -> Outcome {
    let files = try TemporaryFolder()
    let standardInput = try files.write("in", input)
    let (standardOutput, standardError) = (try files.write("out", []), try files.write("err", []))
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder.path) }
    process.standardInput = FileHandle(forReadingAtPath: standardInput)
    process.standardOutput = FileHandle(forWritingAtPath: output ?? standardOutput)
    process.standardError = FileHandle(forWritingAtPath: standardError)
    try await process.runToEnd()
    try #require(
      process.terminationReason == .exit, "\(arguments) died of signal \(process.terminationStatus)")
    return Outcome(
      status: process.terminationStatus, output: try files.read("out"),
      errors: String(decoding: try files.read("err"), as: UTF8.self))
  }

  /// Runs the tool to its end and returns its readings as JSON objects.
  ///
  /// Fails the test where the tool fails.
  static func readings(
    _ arguments: [String], input: [UInt8] = [], in folder: TemporaryFolder? = nil
  ) async throws -> [[String: Any]] {
    let pace = arguments.contains("--pace") ? [] : ["--pace", "fast"]
    let outcome = try await run(["run", "--output", "json"] + pace + arguments, input: input, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try outcome.lines.map(object)
  }

  /// A line as a JSON object; what a reading must keep to is checked of every reading.
  static func object(_ line: some StringProtocol) throws -> [String: Any] {
    let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(violations(object) == [], "\(line)")
    return object
  }

  /// What of a reading's invariants does not hold of an object, in words; empty of an object that is no reading.
  static func violations(_ object: [String: Any]) -> [String] {
    guard let total = object["total"] as? [String: Double], let lines = object["lines"] as? [[String: Any]],
      let totalImport = total["import"], let totalExport = total["export"]
    else { return [] }
    var found: [String] = []
    if totalImport != 0 && totalExport != 0 { found.append("both import and export") }
    for line in lines {
      let uncertainty = (line["uncertainty"] as? [String: Any])?["current"] as? Double
      guard let current = line["current"] as? Double, let fundamental = line["fundamental"] as? Double else {
        continue
      }
      // Each is rounded to 10 uA, the uncertainty to a tenth of that.
      if !(fundamental <= current + 3 * (uncertainty ?? 0) + 12e-6) {
        found.append("a fundamental of \(fundamental) A in \(current) A")
      }
    }
    // A line without a power counts by its apparent one, which is not told.
    let powers = lines.map { $0["current"] is NSNull ? 0 : $0["power"] as? Double }
    let net = powers.reduce(0.0 as Double?) { sum, power in sum.flatMap { sum in power.map { sum + $0 } } }
    // Three lines and the total, rounded to 10 mW.
    if let net, abs(totalImport - totalExport - net) > 0.021 {
      found.append("\(totalImport) W in and \(totalExport) W out of \(net) W")
    }
    return found
  }
}
