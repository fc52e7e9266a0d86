// SPDX-License-Identifier: Apache-2.0
import HostFiles
import StrictJSON

/// Frames to a stream of packets.
struct PacketSink: FrameSink {
  private let output: ByteOutput
  private let channelCount: Int
  private var next: UInt32 = 0

  /// Writes to a file.
  init(_ output: ByteOutput, channelCount: Int) {
    self.output = output
    self.channelCount = channelCount
  }

  mutating func write(_ frames: [Int16]) throws(InputError) {
    try output.write(Recording.packets(of: frames, channelCount: channelCount, from: &next))
  }

  mutating func finish() throws(InputError) {
    try output.finish()
  }
}

extension Recording {
  /// Frames as packets with numbers and checks, for a stream that may lose some.
  ///
  /// - Parameters:
  ///   - frames: Interleaved codes of whole frames.
  ///   - channelCount: Channels of each, 1...4.
  ///   - next: Number of the first frame; afterwards that of the frame after the last one.
  public static func packets(of frames: [Int16], channelCount: Int, from next: inout UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    let length = FramePacket.frameLimit * channelCount
    for start in stride(from: 0, to: frames.count, by: length) {
      let codes = Array(frames[start..<min(start + length, frames.count)])
      bytes += FramePacket(first: next, channels: channelCount, codes: codes).bytes
      next &+= UInt32(codes.count / channelCount)
    }
    return bytes
  }
}
