// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

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
    try process.run()
    // A test that blocked its thread would hold up those that measure time.
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
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

/// A folder of its own for a test's files, removed with its owner.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "p1clamp-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file in it.
  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Writes a file of text and returns its path.
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// A file's bytes.
  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// The names of its files.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
