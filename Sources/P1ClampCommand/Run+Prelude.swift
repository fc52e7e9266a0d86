// SPDX-License-Identifier: Apache-2.0
import MeteringFFTW
import P1Clamp
import Recordings

extension Run {
  /// The first blocks of frames, read ahead.
  ///
  /// Where a recording is over before a meter has found the voltage, the sensor first receives a prelude.
  mutating func firstBlocks(
    of blocks: inout DatedFrames, _ sensor: inout Sensor<HostEstimator>
  ) throws -> [DatedFrames.Block] {
    guard blocks.isRecording else { return [] }
    let channels = source.channelCount
    var read: [DatedFrames.Block] = []
    var frames: [Int16] = []
    while let block = try blocks.next() {
      read.append(block)
      frames += block.frames
      guard block.lost == 0, Double(frames.count / channels) <= Prelude.longest * source.rate else {
        return read
      }
    }
    guard let prelude = Prelude(frames, channelCount: channels, rate: source.rate) else {
      return read
    }
    sensor.update(prelude.frames.span) { _, _ in }
    frameCount = prelude.first
    preludeFrames = prelude.frames.count / channels - prelude.first
    preludeEnd = Double(prelude.frames.count / channels) / source.rate
    frames.removeFirst(prelude.first * channels)
    read[0].frames = frames
    return [read[0]]
  }
}
