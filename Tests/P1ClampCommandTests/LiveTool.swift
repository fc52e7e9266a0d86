// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// The tool while it runs: fed through a pipe, read through a pipe, sent signals.
///
/// It blocks its thread, so that nothing but the tool decides when something is seen; see ``onOwnThread(_:)``.
final class LiveTool {
  private let process = Process()
  private let toTool: FileHandle
  private let fromTool: FileHandle
  private let errors: TemporaryFolder
  private var received: [UInt8] = []
  /// Bytes that were in the pipe of standard output before the tool's.
  private(set) var filled = 0
  private var unread: FileHandle?

  /// Starts the tool; it is killed with its owner.
  ///
  /// - Parameters:
  ///   - fullOutput: Whether the pipe it writes to has no room until it is read.
  ///   - fullErrors: Whether standard error is a pipe that has no room and that nobody reads.
  init(_ arguments: [String], fullOutput: Bool = false, fullErrors: Bool = false) throws {
    signal(SIGPIPE, SIG_IGN)
    errors = try TemporaryFolder()
    let (input, output) = (try Self.openPipe(), try Self.openPipe())
    toTool = input.write
    fromTool = output.read
    process.executableURL = Tool.executable
    process.arguments = arguments
    process.standardInput = input.read
    process.standardOutput = output.write
    process.standardError = FileHandle(forWritingAtPath: try errors.write("err", []))
    if fullOutput { filled = try Self.fill(output.write) }
    if fullErrors {
      let blocked = try Self.openPipe()
      _ = try Self.fill(blocked.write)
      process.standardError = blocked.write
      unread = blocked.read
    }
    try process.run()
    try input.read.close()
    try output.write.close()
  }

  deinit {
    if process.isRunning { send(SIGKILL) }
  }

  /// A pipe that no other subprocess inherits, so that closing an end here closes it.
  private static func openPipe() throws -> (read: FileHandle, write: FileHandle) {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    for end in ends { try #require(fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
    return (
      FileHandle(fileDescriptor: ends[0], closeOnDealloc: true),
      FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    )
  }

  /// Leaves no room in a pipe.
  ///
  /// - Returns: Bytes that were written to it.
  private static func fill(_ pipe: FileHandle) throws -> Int {
    let (descriptor, bytes) = (pipe.fileDescriptor, [UInt8](repeating: 0x2E, count: 4096))
    let flags = fcntl(descriptor, F_GETFL)
    try #require(fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0)
    var count = 0
    while case let written = write(descriptor, bytes, bytes.count), written > 0 { count += written }
    try #require(fcntl(descriptor, F_SETFL, flags) == 0)
    return count
  }

  /// Feeds bytes to the tool's standard input.
  func feed(_ bytes: [UInt8]) throws {
    try toTool.write(contentsOf: Data(bytes))
  }

  /// Feeds bytes as a program that has no time to wait: what the pipe has no room for is lost.
  func offer(_ bytes: [UInt8]) throws {
    let descriptor = toTool.fileDescriptor
    try #require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    // Whole, as it is below what a pipe takes in one piece.
    try #require(bytes.count <= Int(PIPE_BUF))
    _ = write(descriptor, bytes, bytes.count)
  }

  /// Ends the tool's standard input.
  func endInput() throws {
    try toTool.close()
  }

  /// Closes the pipe that the tool writes to.
  func stopReading() throws {
    try fromTool.close()
  }

  func send(_ signal: Int32) {
    Foundation.kill(process.processIdentifier, signal)
  }

  /// Kills it, which it cannot catch, and waits until the system has cleared it away.
  func kill() {
    send(SIGKILL)
    process.waitUntilExit()
  }

  /// Reads standard output up to and with the next `end`.
  ///
  /// - Returns: What was read, and when, in seconds of the clock that nobody sets; nil where there is none within
  ///   `seconds`.
  func next(upTo end: String, within seconds: Double = Patience.seconds) throws -> (
    text: String, time: Double
  )? {
    let deadline = MonotonicSeconds.now + seconds
    let end = Array(end.utf8)
    while true {
      if let found = received.indices.first(where: { received[$0...].starts(with: end) }) {
        let text = String(decoding: received[..<(found + end.count)], as: UTF8.self)
        received.removeFirst(found + end.count)
        return (text, MonotonicSeconds.now)
      }
      var request = pollfd(fd: fromTool.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline - MonotonicSeconds.now
      guard left > 0, poll(&request, 1, Int32(left * 1000) + 1) > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(fromTool.fileDescriptor, &bytes, bytes.count)
      guard count > 0 else { return nil }
      received += bytes[..<count]
    }
  }

  /// Waits for a text on standard error.
  ///
  /// - Returns: What follows it on its line; nil where it does not come within `seconds`.
  func complaint(after text: String, within seconds: Double = Patience.seconds) throws -> String? {
    let deadline = MonotonicSeconds.now + seconds
    while MonotonicSeconds.now < deadline {
      let complaints = String(decoding: try errors.read("err"), as: UTF8.self)
      if let found = complaints.firstRange(of: text) {
        let rest = complaints[found.upperBound...]
        if let end = rest.firstIndex(of: "\n") { return String(rest[..<end]) }
      }
      usleep(5000)
    }
    return nil
  }

  /// The port that the tool listens on.
  func port() throws -> UInt16 {
    try #require(complaint(after: "listening on 127.0.0.1:").flatMap { UInt16($0) })
  }

  /// Memory that the tool has resident, KiB.
  var residentMemory: Int? { status("VmRSS").flatMap { Int($0) } }

  /// Time of a core that the tool has taken, s.
  var processorTime: Double? {
    let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
    // Those of the program and of the system are the 14th and 15th; the second, in parentheses, may hold spaces.
    let fields = text?.split(separator: ")").last?.split(separator: " ").dropFirst(11).prefix(2).compactMap {
      Double($0)
    }
    guard let fields, fields.count == 2 else { return nil }
    return (fields[0] + fields[1]) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// What the tool has written on standard error.
  var complaints: [Substring] {
    String(decoding: (try? errors.read("err")) ?? [], as: UTF8.self).split(separator: "\n")
  }

  /// What the system says of the process.
  private func status(_ name: String) -> Substring? {
    let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("\(name):") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first
  }

  /// Waits until the tool has taken a signal into its own hands: before that the signal kills it.
  func waitUntilItCatches(_ signal: Int32) throws {
    let caught = awaited {
      let mask = self.status("SigCgt").flatMap { UInt64($0, radix: 16) } ?? 0
      return mask >> (signal - 1) & 1 == 1
    }
    try #require(caught, "it never caught signal \(signal)")
  }

  /// Waits until the tool has a file open.
  func waitUntilItOpens(_ path: String) throws {
    let folder = "/proc/\(process.processIdentifier)/fd"
    let isOpen = awaited {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.contains {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path
      }
    }
    try #require(isOpen, "it never opened \(path)")
  }

  /// Whether something comes true while the tool runs.
  private func awaited(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = MonotonicSeconds.now + Patience.seconds
    while MonotonicSeconds.now < deadline, process.isRunning {
      if try condition() { return true }
      usleep(5000)
    }
    return try condition()
  }

  /// Waits for the end of the tool.
  ///
  /// - Returns: Its exit code and what it wrote to standard error; nil where it is still running after `seconds`.
  func end(within seconds: Double = Patience.seconds) throws -> (status: Int32, errors: String)? {
    let deadline = MonotonicSeconds.now + seconds
    while process.isRunning, MonotonicSeconds.now < deadline { usleep(5000) }
    guard !process.isRunning else { return nil }
    try #require(process.terminationReason == .exit, "died of signal \(process.terminationStatus)")
    return (process.terminationStatus, String(decoding: try errors.read("err"), as: UTF8.self))
  }

  /// Sends a signal and waits for the end that it brings.
  ///
  /// - Throws: ``LateEnd`` where the end took as long as the tool grants to whatever hangs.
  func end(by signal: Int32) throws -> (status: Int32, errors: String)? {
    let sent = MonotonicSeconds.now
    send(signal)
    let end = try end()
    if end != nil, MonotonicSeconds.now - sent >= LateEnd.delay { throw LateEnd() }
    return end
  }
}

/// The end of a tool as late as it ends itself, whatever hangs: it hung, or the machine left it no core until then.
struct LateEnd: Error {
  /// Time from the signal, s.
  static let delay = 2.0
}

/// Runs work on a thread of its own that ends a tool by a signal; again where the end came late, five times at most.
///
/// A tool that hangs is late each time.
func endingOnOwnThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws
  -> Result
{
  for _ in 1..<5 {
    do { return try await onOwnThread(work) } catch is LateEnd {}
  }
  return try await onOwnThread(work)
}
