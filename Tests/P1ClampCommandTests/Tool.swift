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

  /// What a run left behind.
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
    let outcome = try await run(
      ["run", "--output", "json", "--pace", "fast"] + arguments, input: input, in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try outcome.lines.map(object)
  }

  /// A line as a JSON object.
  static func object(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }
}
