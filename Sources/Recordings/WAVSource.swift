// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Metering

/// Frames from a WAV file or stream of 16-bit PCM with 1...4 channels.
struct WAVSource: FrameSource {
  let rate: Double
  let calibration: Calibration
  var channelCount: Int { reader.layout.channelCount }

  private var reader: FrameReader

  /// Reads the header, up to the first frame.
  ///
  /// - Parameters:
  ///   - rate: The rate that the user states, frames/s; nil for the header's.
  ///   - bits: Resolution of the codes, 12...16.
  ///   - columns: What each of the WAV's channels is; empty for `V`, `I1`, `I2`, `I3` as far as there are.
  /// - Throws: `data` where the header is not that of such a file or contradicts the parameters.
  init(_ input: ByteInput, rate: Double?, bits: Int, columns: [String]) throws(InputError) {
    let header = try WAVHeader(input)
    self.rate = Double(header.rate)
    try SamplingRate.check(rate, against: self.rate, file: input.name)
    try SamplingRate.check(self.rate, file: input.name, place: .recording("fmt chunk"))
    let names = columns.isEmpty ? Array(ColumnLayout.names.prefix(header.channels)) : columns
    guard names.count == header.channels else {
      throw InputError(
        file: input.name, changing: .channels,
        "expected \(header.channels) names, one for each channel of the file, found \(names.count)")
    }
    let layout = try ColumnLayout(names, file: input.name)
    reader = try FrameReader(input, layout: layout, bits: bits, length: header.length)
    calibration = .nominal(bits: bits)
  }

  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    try reader.read(upTo: maximum)
  }

  func isReady(within milliseconds: Int) -> Bool {
    reader.isReady(within: milliseconds)
  }
}
