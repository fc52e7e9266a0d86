// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles

/// Raw interleaved little-endian Int16 frames to a file.
struct RawSink: FrameSink {
  private let output: ByteOutput

  init(_ output: ByteOutput) {
    self.output = output
  }

  mutating func write(_ frames: [Int16]) throws(InputError) {
    try output.write(Recording.rawBytes(of: frames))
  }

  mutating func finish() throws(InputError) {
    try output.finish()
  }
}

extension Recording {
  /// Frames as a raw recording holds them: each code in two bytes, the lower one first.
  public static func rawBytes(of frames: [Int16]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 2 * frames.count) { bytes, count in
      for code in frames {
        bytes.initializeElement(at: count, to: UInt8(truncatingIfNeeded: code))
        bytes.initializeElement(at: count + 1, to: UInt8(truncatingIfNeeded: code >> 8))
        count += 2
      }
    }
  }
}
