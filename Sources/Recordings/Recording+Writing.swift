// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import HostFiles
import Foundation
public import Metering

extension Recording.Format {
  /// The format of a file's extension; nil for any other name.
  public init?(extensionOf path: String) {
    let name = (path as NSString).pathExtension.lowercased()
    if ComtradeFiles.extensions.contains(name) {
      self = .comtrade
    } else if ["wav", "wave"].contains(name) {
      self = .wav
    } else if ["csv", "tsv"].contains(name) {
      self = .csv
    } else if let raw = ["u16": Self.u16le, "s24": .s24le, "s32": .s32le, "f32": .f32le][name] {
      self = raw
    } else if let raw = Recording.Format(rawValue: name), raw.isRaw {
      self = raw
    } else if ["raw", "s16", "pcm", "bin"].contains(name) {
      self = .s16le
    } else {
      return nil
    }
  }
}

extension Recording {
  /// Begins a recording.
  ///
  /// It is written under a temporary name in the same folder, and renamed when it is complete; a device or a pipe is
  /// written in place.
  ///
  /// - Parameters:
  ///   - path: Its file. For COMTRADE one of the two, `.cfg` or `.dat`, or their name without extension.
  ///   - format: How the frames are written; `auto` goes by the extension, raw frames for any other name.
  ///   - rate: Frames a second.
  ///   - channelCount: Channels of each frame, 1...4.
  ///   - calibration: The meaning of the codes: the multipliers of COMTRADE, the values of CSV. A WAV file has the same full scale.
  ///   - nominalFrequency: The mains frequency that COMTRADE notes, Hz.
  ///   - isCancelled: Asked after each signal; true gives up a write that waits.
  /// - Returns: Where to write the frames, and then `finish`.
  /// - Throws: `inputOutput` with the system's reason; `data` for a rate that the format cannot express, and for a
  ///   format that is only read.
  public static func create(
    _ path: String, format: Format = .auto, rate: Double, channelCount: Int, calibration: Calibration,
    nominalFrequency: Double = 50, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) -> any FrameSink {
    switch format == .auto ? Format(extensionOf: path) ?? .s16le : format {
    case .comtrade:
      return try ComtradeSink(
        path: path, rate: rate, channelCount: channelCount, calibration: calibration,
        nominalFrequency: nominalFrequency, isCancelled: isCancelled)
    case .wav:
      let output = try ByteOutput(path: path, isCancelled: isCancelled)
      return try WAVSink(output, rate: rate, channelCount: channelCount, calibration: calibration)
    case .csv:
      return CSVSink(
        try ByteOutput(path: path, isCancelled: isCancelled), rate: rate, channelCount: channelCount,
        calibration: calibration)
    case .frames:
      return PacketSink(
        try ByteOutput(path: path, isCancelled: isCancelled), channelCount: channelCount)
    case .s16le, .auto:
      return RawSink(try ByteOutput(path: path, isCancelled: isCancelled))
    case let other:
      throw InputError(
        file: path, changing: .format,
        "expected s16le, frames, wav, comtrade or csv, found \(other.rawValue)")
    }
  }
}
