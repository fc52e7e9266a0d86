// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import HostFiles
import Foundation

/// The door to recordings and live inputs of all formats.
public enum Recording {
  /// How frames are written.
  public enum Format: String, CaseIterable, Sendable {
    /// The extension tells, then the content; standard input is `s16le`.
    case auto
    /// Raw interleaved little-endian Int16 frames.
    case s16le
    /// WAV, 16-bit PCM, 1...4 channels.
    case wav
    /// COMTRADE, IEEE C37.111-1991, -1999 or -2013.
    case comtrade
  }

  /// Opens a recording or a live input.
  ///
  /// - Parameters:
  ///   - path: A file, a device, a named pipe, or `-` for standard input. A COMTRADE recording is given by its
  ///     `.cfg`, its `.dat`, its `.cff` or their name without extension.
  ///   - format: How the frames are written.
  ///   - rate: Frames a second, 1000...16000: 4000 for raw frames unless given. It must not contradict a recording
  ///     that says its rate.
  ///   - bits: Resolution of the codes, 12...16: 12 for raw frames and 16 for WAV unless given. Not for COMTRADE.
  ///   - channels: For raw frames and WAV what each column is, `V`, `I1`, `I2`, `I3`, or `-` to skip it; in this
  ///     order unless given. For COMTRADE the names or numbers, from 1, of the voltage and up to three currents;
  ///     they must be given.
  ///   - isCancelled: Asked before waiting for bytes and after each signal; true ends the stream.
  /// - Returns: The frames from the first one on. Raw and WAV codes are calibrated nominally, those of COMTRADE as
  ///   the recording says: primary values, no limit of range.
  /// - Throws: `noInput` where it cannot be opened, `data` with the place, what was expected and what was found,
  ///   `inputOutput` where reading fails.
  public static func open(
    _ path: String, format: Format = .auto, rate: Double? = nil, bits: Int? = nil, channels: [String] = [],
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) -> any FrameSource {
    let named = try format == .auto ? self.format(ofExtension: path) : format
    if named == .comtrade { return try comtrade(path, rate: rate, bits: bits, channels: channels) }

    let input: ByteInput
    if path == "-" {
      input = ByteInput(descriptor: STDIN_FILENO, name: "standard input", isCancelled: isCancelled)
    } else {
      input = try ByteInput(path: path, isCancelled: isCancelled)
    }
    let format = if let named { named } else { try self.format(ofContent: input) }
    switch format {
    case .comtrade:
      return try comtrade(path, rate: rate, bits: bits, channels: channels)
    case .wav:
      return try WAVSource(input, rate: rate, bits: bits ?? 16, columns: channels)
    case .s16le, .auto:
      let columns = channels.isEmpty ? ColumnLayout.names : channels
      return try RawSource(input, rate: rate ?? 4000, bits: bits ?? 12, columns: columns)
    }
  }

  private static func comtrade(
    _ path: String, rate: Double?, bits: Int?, channels: [String]
  ) throws(InputError) -> ComtradeSource {
    guard path != "-" else {
      throw InputError(
        .noInput, file: "standard input",
        "expected raw frames or WAV; a COMTRADE recording is given by its file")
    }
    guard bits == nil else {
      throw InputError(file: path, changing: .bits, "expected none for a COMTRADE recording, found one")
    }
    return try ComtradeSource(path: path, channels: channels, rate: rate)
  }

  /// The format a name tells; nil where the content has to.
  private static func format(ofExtension path: String) throws(InputError) -> Format? {
    guard path != "-" else { return .s16le }
    if let format = Format(extensionOf: path) { return format }
    guard FileManager.default.fileExists(atPath: path) else {
      let isComtrade = ["cfg", "cff"].contains { ComtradeFiles.find(path, extension: $0) != nil }
      return isComtrade ? .comtrade : nil
    }
    return nil
  }

  /// The format the first bytes tell.
  private static func format(ofContent input: ByteInput) throws(InputError) -> Format {
    let start = try input.peek(at: 16)
    if start.starts(with: Array("RIFF".utf8)) { return .wav }
    if start.starts(with: Array("--- file type".utf8)) { return .comtrade }
    throw InputError(
      .data, file: input.name, "expected a name or content that tells its format, found neither",
      remedy: .say(.format))
  }
}
