// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Metering

/// Frames to a CSV file of seconds, volts and amperes, with a header: `Time (s),V (V),I1 (A)`.
struct CSVSink: FrameSink {
  private let output: ByteOutput
  private let rate: Double
  private let channelCount: Int
  private let scales: [Double]
  private var records = 0

  /// Frames of `channelCount` channels, 1...4, at `rate` frames/s.
  init(_ output: ByteOutput, rate: Double, channelCount: Int, calibration: Calibration) {
    self.output = output
    self.rate = rate
    self.channelCount = channelCount
    scales = (0..<channelCount).map { calibration.channels[at: $0].scale }
  }

  mutating func write(_ frames: [Int16]) throws(InputError) {
    var text = records == 0 ? header : ""
    for start in stride(from: 0, to: frames.count, by: channelCount) {
      text += (Double(records) / rate).plain
      for channel in 0..<channelCount {
        text += "," + (Double(frames[start + channel]) * scales[channel]).plain
      }
      text += "\n"
      records += 1
    }
    try output.write(Array(text.utf8))
  }

  mutating func finish() throws(InputError) {
    try output.finish()
  }

  private var header: String {
    let names = ColumnLayout.names.prefix(channelCount).enumerated().map {
      "\($0.element) (\($0.offset == 0 ? "V" : "A"))"
    }
    return (["Time (s)"] + names).joined(separator: ",") + "\n"
  }
}
