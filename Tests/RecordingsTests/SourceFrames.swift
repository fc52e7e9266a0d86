// SPDX-License-Identifier: Apache-2.0
@testable import StrictJSON
@testable import Recordings
import Foundation

/// All frames up to the end, taken in blocks.
func allFrames(_ source: any FrameSource, block: Int = 100) throws(InputError) -> [Int16] {
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
) -> InputError? {
  do throws(InputError) {
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
