// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import Waveforms

/// A folder of its own for a test's files, removed with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "p1clamp-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Writes a file of text and returns its path.
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }
}

/// All frames up to the end, taken in blocks.
func allFrames(_ source: any FrameSource, block: Int = 100) throws(WaveformError) -> [Int16] {
  var source = source
  var frames: [Int16] = []
  while true {
    let next = try source.read(upTo: block)
    if next.isEmpty { return frames }
    frames += next
  }
}

/// The error that opening a recording and reading it to its end gives; nil where it gives none.
func failure(
  _ path: String, format: Recording.Format = .auto, rate: Double? = nil, bits: Int? = nil,
  channels: [String] = []
) -> WaveformError? {
  do throws(WaveformError) {
    _ = try allFrames(Recording.open(path, format: format, rate: rate, bits: bits, channels: channels))
    return nil
  } catch {
    return error
  }
}

extension [Int16] {
  /// The codes as they lie in a raw recording.
  var littleEndianBytes: [UInt8] {
    flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }
}
