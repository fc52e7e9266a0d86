// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Foundation
import Metering

/// Frames to a COMTRADE recording, IEEE C37.111-1999: a configuration and binary data.
///
/// The channels are called `V`, `I1`, `I2` and `I3`, their multipliers are the calibration's volts and amperes a code,
/// and the codes are as they come. It begins at the start of the year 2000.
struct ComtradeSink: FrameSink {
  private let configuration: ByteOutput
  private let data: ByteOutput
  private let rate: Double
  private let channelCount: Int
  private let calibration: Calibration
  private let nominalFrequency: Double
  private var records = 0

  /// Creates both files.
  ///
  /// - Parameters:
  ///   - path: The configuration's name, the data's or both without their extensions.
  ///   - rate: Frames a second.
  ///   - channelCount: Channels of each frame, 1...4.
  ///   - calibration: What the codes mean.
  ///   - nominalFrequency: The mains frequency to note, Hz.
  ///   - isCancelled: Asked after each signal; true gives up a write that waits.
  /// - Throws: `inputOutput` with the system's reason.
  init(
    path: String, rate: Double, channelCount: Int, calibration: Calibration, nominalFrequency: Double,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(InputError) {
    let suffix = (path as NSString).pathExtension
    let base = ["cfg", "dat"].contains(suffix.lowercased()) ? (path as NSString).deletingPathExtension : path
    data = try ByteOutput(path: suffix.lowercased() == "dat" ? path : base + ".dat", isCancelled: isCancelled)
    configuration = try ByteOutput(
      path: suffix.lowercased() == "cfg" ? path : base + ".cfg", isCancelled: isCancelled)
    self.rate = rate
    self.channelCount = channelCount
    self.calibration = calibration
    self.nominalFrequency = nominalFrequency
  }

  mutating func write(_ frames: [Int16]) throws(InputError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(frames.count / channelCount * (8 + 2 * channelCount))
    for start in stride(from: 0, to: frames.count, by: channelCount) {
      bytes += [UInt8](littleEndian: UInt32(truncatingIfNeeded: records + 1))
      bytes += [UInt8](littleEndian: timestamp(of: records))
      for code in frames[start..<start + channelCount] { bytes += [UInt8](littleEndian: code) }
      records += 1
    }
    try data.write(bytes)
  }

  /// Microseconds from the first record; 0xFFFFFFFF, the standard's mark for none, after 71 minutes.
  private func timestamp(of record: Int) -> UInt32 {
    UInt32(exactly: (Double(record) * 1e6 / rate).rounded()) ?? .max
  }

  mutating func finish() throws(InputError) {
    try configuration.write(Array(text.utf8))
    // A configuration that is there has its data.
    try ByteOutput.finish(data, configuration)
  }

  private var text: String {
    let voltage = calibration.channels.voltage
    let inputs = Input.allCases.map { calibration.channels.inputs[$0] }
    let channels = zip(ColumnLayout.names, [voltage] + inputs).prefix(channelCount).enumerated().map {
      (index, channel) in
      let (name, figures) = channel
      return """
        \(index + 1),\(name),,,\(index == 0 ? "V" : "A"),\(figures.scale),0,\((figures.delay * 1e6).plain),\
        \(calibration.lowestCode),\(calibration.highestCode),1,1,P
        """
    }
    let first = "01/01/2000,00:00:00.000000"
    let lines =
      ["P1Clamp,p1clamp,1999", "\(channelCount),\(channelCount)A,0D"] + channels
      + [nominalFrequency.plain, "1", "\(rate.plain),\(records)", first, first]
      + [ComtradeConfiguration.Encoding.binary.rawValue, "1"]
    return lines.joined(separator: "\r\n") + "\r\n"
  }
}
