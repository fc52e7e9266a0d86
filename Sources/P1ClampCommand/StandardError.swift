// SPDX-License-Identifier: Apache-2.0
import Foundation
import HostFiles
import Logging
import StrictJSON
import Synchronization

/// Lines on standard error.
enum StandardError {
  /// The most characters of a line.
  fileprivate static let lineLimit = 6000

  private static let queue = Mutex<OutputQueue?>(nil)

  /// From here on nothing waits for the reader: lines that find no room are counted, and the count is told once there is room.
  ///
  /// - Throws: `inputOutput` where the system has no thread left.
  static func queueLines() throws(InputError) {
    do throws(SystemFailure) {
      let lines = try OutputQueue(to: STDERR_FILENO) { lost in
        Array("p1clamp: \(lost) lines are lost, as nobody read them\n".utf8)
      }
      queue.withLock { $0 = lines }
    } catch {
      throw InputError(.inputOutput, file: "standard error", "expected a thread for it: \(error.reason)")
    }
  }

  /// Writes a line with its end; lost where that cannot be done.
  static func write(_ line: String) {
    if let queue = queue.withLock(\.self) {
      queue.offer(Array(line.utf8))
    } else {
      try? Descriptor(STDERR_FILENO, isCancelled: { Interruption.isRequested }).write(Array(line.utf8))
    }
  }

  /// Writes the lines that wait, for a number of milliseconds at most; later lines are written at once again.
  static func finish(within milliseconds: Int) {
    let lines = queue.withLock { queue in
      defer { queue = nil }
      return queue
    }
    lines?.finish(within: milliseconds)
  }
}

/// A line on standard error; lost where that cannot be written.
func complain(_ message: String) {
  StandardError.write("p1clamp: \(message.inert(limit: StandardError.lineLimit))\n")
}

/// Writes a log as lines on standard error: time, level, label and message.
struct StandardErrorLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  let label: String

  init(label: String) {
    self.label = label
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let metadata = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let details = metadata.map { " \($0.key)=\($0.value)" }.joined()
    let text = "\(label):\(details) \(event.message)".inert(limit: StandardError.lineLimit)
    StandardError.write("\(Self.stamp) \(event.level) \(text)\n")
  }

  /// The time with the zone's distance from UTC, as 2026-11-29T23:59:00+0100.
  private static var stamp: String {
    var (seconds, parts) = (time(nil), tm())
    var text = [CChar](repeating: 0, count: 64)
    guard localtime_r(&seconds, &parts) != nil else { return "-" }
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
