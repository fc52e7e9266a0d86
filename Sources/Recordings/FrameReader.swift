// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Metering

/// Frames from columns of interleaved little-endian codes of 16 bits, as raw and WAV recordings hold them.
struct FrameReader {
  /// Which channel each column holds.
  let layout: ColumnLayout
  /// Resolution of the codes, 12...16 bits.
  let bits: Int
  /// Whether codes are 0 and above; they are read relative to the middle of their span.
  let isUnsigned: Bool

  private var bytes: FrameBytes
  private let codes: ClosedRange<Int16>
  /// Whether the columns are the channels in their order, and their codes signed.
  private let isStraight: Bool
  /// The lowest code so far, as it lies in the input.
  private var lowest = Int.max
  /// The positive rail of each channel; none where codes have fewer than 16 bits, which are right-aligned.
  private var alignedRails: [AlignedRail]

  /// Warnings about frames that a file lacks at its end, a line each; none where its frames are whole.
  var warnings: [String] { bytes.warnings }

  /// Reads columns from here on.
  ///
  /// - Parameters:
  ///   - bits: Resolution of the codes, 12...16.
  ///   - isUnsigned: Whether they are 0...2^bits-1.
  ///   - length: Bytes of all frames; nil up to the end of the input.
  /// - Throws: `data` for another resolution.
  init(
    _ input: ByteInput, layout: ColumnLayout, bits: Int, isUnsigned: Bool = false, length: Int? = nil
  ) throws(InputError) {
    guard (12...16).contains(bits) else {
      throw InputError(file: input.name, changing: .bits, "expected 12...16 bits, found \(bits)")
    }
    self.layout = layout
    self.bits = bits
    self.isUnsigned = isUnsigned
    bytes = FrameBytes(input, width: 2 * layout.channels.count, length: length)
    let converter = Converter(bits: bits, fullScale: 1)
    codes = converter.lowestCode...converter.highestCode
    isStraight = !isUnsigned && layout.channels == Array(0..<layout.channels.count)
    alignedRails = [AlignedRail](bits: bits, channels: layout.channelCount)
  }

  /// Reads the next frames as soon as there is a whole one; none at the end.
  ///
  /// A code at the positive rail of a left-aligned converter is read as the highest code. Frames before an error are returned first;
  /// from then on the error is thrown.
  ///
  /// - Throws: `data` for a code outside the resolution, and what ``FrameBytes/next(upTo:)`` throws.
  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    var frames = try decoded(bytes.next(upTo: maximum))
    alignedRails.mark(&frames)
    return frames
  }

  /// Waits for frames or the end, for a number of milliseconds at most; whether either is there.
  func isReady(within milliseconds: Int) -> Bool {
    bytes.isReady(within: milliseconds)
  }

  /// Frames whose columns are the channels in their order; nil where a code is out of range.
  private mutating func straight(_ read: [UInt8]) -> [Int16]? {
    let size = read.count / 2
    let frames = [Int16](unsafeUninitializedCapacity: size) { frames, initialised in
      read.withUnsafeBytes { bytes in
        for index in 0..<size {
          let code = Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
          frames.initializeElement(at: index, to: code)
        }
      }
      initialised = size
    }
    let lowest = frames.reduce(Int16.max) { min($0, $1) }
    let highest = frames.reduce(Int16.min) { max($0, $1) }
    guard codes.contains(lowest) && codes.contains(highest) else { return nil }
    self.lowest = min(self.lowest, Int(lowest))
    return frames
  }

  private mutating func decoded(_ read: [UInt8]) throws(InputError) -> [Int16] {
    if isStraight, let frames = straight(read) { return frames }
    let channelCount = layout.channelCount
    let count = read.count / bytes.width
    let origin = isUnsigned ? 1 << (bits - 1) : 0
    var frames = [Int16](repeating: 0, count: count * channelCount)
    for frame in 0..<count {
      for (column, channel) in layout.channels.enumerated() {
        guard let channel else { continue }
        let pattern = read.unsigned16(at: frame * bytes.width + 2 * column)
        let code = isUnsigned ? Int(pattern) : Int(Int16(bitPattern: pattern))
        guard let centred = Int16(exactly: code - origin), codes.contains(centred) else {
          let error = outOfRange(code, in: read, frame: frame, channel: channel)
          bytes.end(with: error)
          if frame == 0 { throw error }
          return Array(frames.prefix(frame * channelCount))
        }
        lowest = min(lowest, code)
        frames[frame * channelCount + channel] = centred
      }
    }
    return frames
  }

  /// The fewest frames from which it is concluded that no code is ever negative.
  private static let telling = 64

  private func outOfRange(_ code: Int, in read: [UInt8], frame: Int, channel: Int) -> InputError {
    let count = read.count / bytes.width
    let place =
      "frame \(bytes.framesRead - count + frame + 1), channel \(ColumnLayout.names[channel])"
    guard !isUnsigned else {
      let needed = (bits...16).first { code < 1 << $0 } ?? 16
      return InputError(
        .data, file: bytes.name, place: place,
        "expected a code of \(bits) bits, 0...\((1 << bits) - 1), found \(code)",
        remedy: .resolution(bits: needed))
    }
    let expected = "expected a code of \(bits) bits, \(codes.lowerBound)...\(codes.upperBound), found \(code)"
    let span = 1 << bits
    let looksUnsigned =
      bytes.framesRead >= Self.telling && lowest >= 0 && isWithin(0..<span, in: read, from: frame)
    if looksUnsigned {
      return InputError(
        .data, file: bytes.name, place: place,
        expected + "; none is negative, as an unsigned converter's are",
        remedy: .midpoint(code: span / 2))
    }
    let needed = (bits...16).first { code >= -(1 << ($0 - 1)) && code < 1 << ($0 - 1) } ?? 16
    return InputError(.data, file: bytes.name, place: place, expected, remedy: .resolution(bits: needed))
  }

  /// Whether all codes of the chosen columns are in a range, from a frame on.
  private func isWithin(_ range: Range<Int>, in read: [UInt8], from frame: Int) -> Bool {
    (frame..<read.count / bytes.width).allSatisfy { frame in
      layout.channels.indices.allSatisfy { column in
        layout.channels[column] == nil
          || range.contains(
            Int(Int16(bitPattern: read.unsigned16(at: frame * bytes.width + 2 * column))))
      }
    }
  }
}
