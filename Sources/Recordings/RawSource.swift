// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import HostFiles
public import Metering

/// Raw interleaved little-endian Int16 frames from a file, a pipe or a device, live.
///
/// A copy continues at the position of the original: they share the descriptor.
public struct RawSource: FrameSource {
  /// Frames a second.
  public let rate: Double
  /// The nominal calibration of the resolution.
  public let calibration: Calibration
  /// Channels of each frame, 1...4.
  public var channelCount: Int { reader.layout.channelCount }

  /// Warnings about frames that a file lacks at its end, a line each; none where its frames are whole.
  public var warnings: [String] { reader.warnings }

  private var reader: FrameReader

  /// Reads an open descriptor, which the caller has to close.
  ///
  /// A signal ends the stream only where its handler was installed without `SA_RESTART`.
  ///
  /// - Parameters:
  ///   - descriptor: Where the frames come from; blocking or not.
  ///   - name: The input's name in messages.
  ///   - rate: Frames a second, 1000...16000.
  ///   - bits: Resolution of the codes, 12...16.
  ///   - columns: The channel in each column of the recording: `V`, `I1`, `I2`, `I3`, or `-` to skip it.
  ///   - isCancelled: Asked before waiting for bytes and after each signal; true ends the stream.
  /// - Throws: `data` where a parameter is outside its range.
  public init(
    descriptor: Int32, name: String, rate: Double, bits: Int = 12,
    columns: [String] = ["V", "I1", "I2", "I3"],
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) {
    guard MeterConfiguration.rates.contains(rate) else {
      throw InputError(
        file: name, changing: .rate, "expected a rate of 1000...16000 frames/s, found \(rate.plain)")
    }
    let input = ByteInput(descriptor: descriptor, name: name, isCancelled: isCancelled)
    let layout = try ColumnLayout(columns, file: name)
    self.init(try FrameReader(input, layout: layout, bits: bits), rate: rate)
  }

  /// Frames as a reader has them, at a rate that a meter takes.
  ///
  /// - Parameter middles: The codes at no signal, one a channel; none where they are 0.
  init(_ reader: FrameReader, rate: Double, middles: [Double] = []) {
    self.reader = reader
    self.rate = rate
    var calibration = Calibration.nominal(bits: reader.bits)
    for (channel, middle) in middles.enumerated() { calibration.channels[at: channel].offset = middle }
    self.calibration = calibration
  }

  /// Reads the frames that have arrived, waiting for the first whole one; none at the end.
  ///
  /// - Throws: `data` for a code outside the resolution or, after all whole frames of a stream, for a truncated one;
  ///   `inputOutput` with the system's reason.
  public mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    try reader.read(upTo: maximum)
  }

  /// Waits for bytes or the end, for a number of milliseconds at most; whether either is there.
  public func isReady(within milliseconds: Int) -> Bool {
    reader.isReady(within: milliseconds)
  }
}
