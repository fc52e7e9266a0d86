// SPDX-License-Identifier: Apache-2.0
@testable import StrictJSON
@testable import Recordings
import Foundation
import Metering

/// All frames up to the end, read in blocks.
func allFrames(_ source: any FrameSource, block: Int = 100) throws(InputError) -> [Int16] {
  var blocks = FrameBlocks(source, framesPerBlock: block)
  var frames: [Int16] = []
  while let next = try blocks.next() { frames += next }
  return frames
}

/// The error that opening a recording and reading it to its end gives; nil where it gives none.
func failure(
  _ path: String, format: Recording.Format = .auto, rate: Double? = nil, bits: Int? = nil,
  channels: [String] = [], units: [String] = [], midpoints: [Double] = [], fullScale: Double? = nil
) -> InputError? {
  do throws(InputError) {
    _ = try allFrames(
      Recording.open(
        path, format: format, rate: rate, bits: bits, channels: channels, units: units, midpoints: midpoints,
        fullScale: fullScale))
    return nil
  } catch {
    return error
  }
}

/// The volts or amperes of each channel, frame by frame.
func physical(_ source: any FrameSource) throws(InputError) -> [[Double]] {
  let channels = source.calibration.channels
  let scales = [channels.voltage.scale] + Input.allCases.map { channels.inputs[$0].scale }
  let frames = try allFrames(source, block: 1000)
  return (0..<source.channelCount).map { channel in
    stride(from: channel, to: frames.count, by: source.channelCount).map {
      Double(frames[$0]) * scales[channel]
    }
  }
}

extension [Int16] {
  /// The codes as they lie in a raw recording.
  var littleEndianBytes: [UInt8] {
    flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }
}
