// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Metering

/// Frames to a WAV file of 16-bit PCM.
///
/// Codes of fewer bits are shifted up, as PCM has them, so that full scale is full scale: read back with 16 bits they
/// mean the same volts and amperes.
struct WAVSink: FrameSink {
  private let output: ByteOutput
  private let rate: UInt32
  private let channelCount: Int
  private let shift: Int
  private var length = 0

  /// Writes the header.
  ///
  /// - Parameters:
  ///   - rate: Frames a second, a whole number.
  ///   - channelCount: Channels of each frame, 1...4.
  ///   - calibration: What the codes mean.
  /// - Throws: `data` for another rate; `inputOutput` with the system's reason.
  init(
    _ output: ByteOutput, rate: Double, channelCount: Int, calibration: Calibration
  ) throws(InputError) {
    guard let rate = UInt32(exactly: rate) else {
      throw InputError(
        file: output.name, changing: .rate, "expected whole frames/s for a WAV file, found \(rate)")
    }
    self.output = output
    self.rate = rate
    self.channelCount = channelCount
    shift = calibration.highestCode.leadingZeroBitCount - 1
    try output.write(header(dataLength: nil))
  }

  mutating func write(_ frames: [Int16]) throws(InputError) {
    length += 2 * frames.count
    try output.write(Recording.rawBytes(of: shift == 0 ? frames : frames.map { $0 << shift }))
  }

  mutating func finish() throws(InputError) {
    try output.rewrite(header(dataLength: length), at: 0)
    try output.finish()
  }

  /// The chunks up to the first frame; a length that is not known or does not fit is written as 0xFFFFFFFF.
  private func header(dataLength: Int?) -> [UInt8] {
    let frameBytes = 2 * channelCount
    let head = Array("WAVEfmt ".utf8) + [UInt8](littleEndian: UInt32(16))
    // Format 1 is PCM.
    let format =
      [UInt8](littleEndian: UInt16(1)) + [UInt8](littleEndian: UInt16(channelCount))
      + [UInt8](littleEndian: rate) + [UInt8](littleEndian: rate * UInt32(frameBytes))
      + [UInt8](littleEndian: UInt16(frameBytes)) + [UInt8](littleEndian: UInt16(16))
    let data = Array("data".utf8) + [UInt8](littleEndian: Self.size(dataLength))
    let riff = Self.size(dataLength.map { $0 + head.count + format.count + data.count })
    return Array("RIFF".utf8) + [UInt8](littleEndian: riff) + head + format + data
  }

  private static func size(_ length: Int?) -> UInt32 {
    length.flatMap { UInt32(exactly: $0) } ?? .max
  }
}
