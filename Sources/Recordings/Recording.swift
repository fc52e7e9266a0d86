// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import HostFiles
import Foundation

/// The entry to recordings and live inputs of all formats.
public enum Recording {
  /// How frames are written.
  public enum Format: String, CaseIterable, Sendable {
    /// The extension tells, then the content; standard input is `s16le`.
    case auto
    /// Raw interleaved little-endian frames of Int16 codes.
    case s16le
    /// The same of UInt16 codes of an unsigned converter.
    case u16le
    /// The same of 24 bits, signed.
    case s24le
    /// The same of 32 bits, signed.
    case s32le
    /// The same of single-precision numbers, full scale 1.
    case f32le
    /// Packets of Int16 frames with numbers and checks, from a device that loses some.
    case frames
    /// WAV and RF64: PCM of 8, 16, 24 or 32 bits, floating point of 32 or 64, up to 64 columns.
    case wav
    /// COMTRADE, IEEE C37.111-1991, -1999 or -2013.
    case comtrade
    /// Text of numbers: volts and amperes in columns.
    case csv

    /// Whether frames are raw.
    var isRaw: Bool { rawCoding != nil }

    /// How raw values are coded; nil of other formats.
    var rawCoding: SampleCoding? {
      switch self {
      case .s16le: .signed16
      case .u16le: .unsigned16
      case .s24le: .signed24
      case .s32le: .signed32
      case .f32le: .float32
      case .auto, .frames, .wav, .comtrade, .csv: nil
      }
    }
  }

  /// The most bytes of a recording that is held whole, 1 GiB.
  static let limit = 1 << 30

  /// Opens a recording or a live input.
  ///
  /// - Parameters:
  ///   - path: A file, a device, a named pipe, or `-` for standard input. A COMTRADE recording is given by its
  ///     `.cfg`, its `.dat`, its `.cff` or their name without extension.
  ///   - format: How the frames are written.
  ///   - rate: Frames a second, 500...200,000: 4000 for raw frames unless given. Of a recording that states its rate,
  ///     one that differs by 0.1 % at most.
  ///   - bits: Resolution of codes of 16 bits, 12...16: 12 for raw frames and 16 for WAV unless given. Not for other formats.
  ///   - channels: For raw frames and WAV what each column is, `V`, `I1`, `I2`, `I3`, or `-` to skip it; in this
  ///     order unless given. For COMTRADE and CSV the names or numbers, from 1, of the voltage and up to three currents;
  ///     they must be given for COMTRADE.
  ///   - units: Their units, one each, as `V` or `kA`, for COMTRADE, CSV and floating numbers: they override the recording's.
  ///   - midpoints: The codes of an unsigned converter of 16 bits or fewer at no signal, one for all channels or one each; none for a
  ///     signed one.
  ///   - fullScale: The largest magnitude of values that do not fit into 16 bits, where they come as a stream: that of the format
  ///     unless given.
  ///   - isCancelled: Asked before waiting for bytes and after each signal; true ends the stream, and makes reading a table fail.
  /// - Returns: The frames from the first one on, at a rate that a meter takes. Codes are calibrated nominally, volts and amperes
  ///   as the recording says: primary values, no limit of range.
  /// - Throws: `noInput` where it cannot be opened, `data` with the place, what was expected and what was found,
  ///   `inputOutput` where reading fails.
  public static func open(
    _ path: String, format: Format = .auto, rate: Double? = nil, bits: Int? = nil, channels: [String] = [],
    units: [String] = [], midpoints: [Double] = [], fullScale: Double? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) -> any FrameSource {
    let request = StreamRequest(
      rate: rate, bits: bits, channels: channels, units: units, midpoints: midpoints, fullScale: fullScale,
      isCancelled: isCancelled)
    switch try opened(path, format: format, isCancelled: isCancelled) {
    case .comtrade:
      try request.refuseCodes(for: "a COMTRADE recording", file: path)
      return try RunSource(
        comtrade: path, channels: channels, units: units, rate: rate, isCancelled: isCancelled)
    case .csv:
      try request.refuseCodes(for: "a CSV file", file: path)
      return try RunSource(
        csv: path, channels: channels, units: units, rate: rate, isCancelled: isCancelled)
    case .wav(let input):
      return try request.wav(input, again: path)
    case .raw(let coding, let input):
      return try request.raw(input, coding: coding, again: path)
    case .packets(let input):
      return try request.packets(input)
    }
  }

  /// An input whose format is known, open where it is a stream.
  enum Opened {
    case comtrade
    case csv
    case wav(ByteInput)
    case raw(SampleCoding, ByteInput)
    case packets(ByteInput)
  }

  /// Opens an input and finds out its format.
  static func opened(
    _ path: String, format: Format, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) -> Opened {
    let named = try format == .auto ? self.format(ofExtension: path) : format
    if let named, [.comtrade, .csv].contains(named) { return try table(named, path) }
    let input: ByteInput
    if path == "-" {
      input = ByteInput(descriptor: STDIN_FILENO, name: "standard input", isCancelled: isCancelled)
    } else {
      input = try ByteInput(path: path, isCancelled: isCancelled)
    }
    let format = if let named { named } else { try self.format(ofContent: input) }
    if let coding = format.rawCoding { return .raw(coding, input) }
    if format == .frames { return .packets(input) }
    return format == .wav ? .wav(input) : try table(format, path)
  }

  private static func table(_ format: Format, _ path: String) throws(InputError) -> Opened {
    guard path != "-" else {
      let name = format == .csv ? "CSV" : "COMTRADE"
      throw InputError(
        .noInput, file: "standard input",
        "expected raw frames or WAV; a \(name) recording is given by its file")
    }
    return format == .csv ? .csv : .comtrade
  }

  /// The bytes of a recording that is held whole.
  ///
  /// - Throws: `data` where there are more than ``limit``.
  static func bytes(of input: ByteInput) throws(InputError) -> [UInt8] {
    let bytes = try input.read(exactly: limit + 1)
    guard bytes.count <= limit else {
      throw InputError(.data, file: input.name, "expected at most \(limit) bytes, found more")
    }
    return bytes
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
    if start.starts(with: Array("RIFF".utf8)) || start.starts(with: Array("RF64".utf8)) { return .wav }
    if start.starts(with: Array("--- file type".utf8)) { return .comtrade }
    throw InputError(
      .data, file: input.name, "expected a name or content that tells its format, found neither",
      remedy: .say(.format))
  }
}
