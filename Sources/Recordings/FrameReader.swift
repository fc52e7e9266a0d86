// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Metering

/// Frames from columns of interleaved little-endian Int16 codes, as raw and WAV recordings hold them.
struct FrameReader {
  /// Which channel each column holds.
  let layout: ColumnLayout
  /// Resolution of the codes, 12...16 bits.
  let bits: Int

  private let input: ByteInput
  private let codes: ClosedRange<Int16>
  /// Whether the columns are the channels in their order.
  private let isStraight: Bool
  private var left: Int?
  private var partial: [UInt8] = []
  private var framesRead = 0
  private var failure: InputError?

  /// The most bytes read from the input at a time.
  private static let blockLimit = 1 << 18

  /// Reads columns from here on.
  ///
  /// - Parameters:
  ///   - bits: Resolution of the codes, 12...16.
  ///   - length: Bytes of all frames; nil up to the end of the input.
  /// - Throws: `data` for another resolution.
  init(_ input: ByteInput, layout: ColumnLayout, bits: Int, length: Int? = nil) throws(InputError) {
    guard (12...16).contains(bits) else {
      throw InputError(file: input.name, changing: .bits, "expected 12...16 bits, found \(bits)")
    }
    self.input = input
    self.layout = layout
    self.bits = bits
    left = length
    let converter = Converter(bits: bits, fullScale: 1)
    codes = converter.lowestCode...converter.highestCode
    isStraight = layout.channels == Array(0..<layout.channels.count)
  }

  private var bytesPerFrame: Int { 2 * layout.channels.count }

  /// Reads the next frames as soon as there is a whole one; none at the end.
  ///
  /// Frames before an error are returned first; from then on the error is thrown.
  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    if let failure { throw failure }
    do {
      return try nextFrames(upTo: max(1, min(maximum, Self.blockLimit / bytesPerFrame)))
    } catch {
      failure = error
      throw error
    }
  }

  /// Waits until there is something to read, be it the end, for so many milliseconds at most; whether there is.
  func isReady(within milliseconds: Int) -> Bool {
    failure != nil || left == 0 || input.isReadable(within: milliseconds)
  }

  private mutating func nextFrames(upTo maximum: Int) throws(InputError) -> [Int16] {
    while partial.count < bytesPerFrame {
      let wanted = min(maximum * bytesPerFrame - partial.count, left ?? .max)
      switch wanted > 0 ? try input.read(upTo: wanted) : .end {
      case .cancelled:
        return []
      case .end:
        try checkEnd()
        return []
      case .bytes(let bytes):
        if partial.isEmpty { partial = bytes } else { partial += bytes }
        left? -= bytes.count
      }
    }
    let whole = partial.count / bytesPerFrame
    let frames = try decoded(whole)
    if whole * bytesPerFrame == partial.count {
      partial = []
    } else {
      partial.removeFirst(whole * bytesPerFrame)
    }
    return frames
  }

  /// Frames whose columns are the channels in their order; nil where a code is out of range.
  private func straight(_ count: Int) -> [Int16]? {
    let size = count * layout.channelCount
    let frames = [Int16](unsafeUninitializedCapacity: size) { frames, initialised in
      partial.withUnsafeBytes { bytes in
        for index in 0..<size {
          let code = Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
          frames.initializeElement(at: index, to: code)
        }
      }
      initialised = size
    }
    let lowest = frames.reduce(Int16.max) { min($0, $1) }
    let highest = frames.reduce(Int16.min) { max($0, $1) }
    return codes.contains(lowest) && codes.contains(highest) ? frames : nil
  }

  private mutating func decoded(_ count: Int) throws(InputError) -> [Int16] {
    if isStraight, let frames = straight(count) {
      framesRead += count
      return frames
    }
    let channelCount = layout.channelCount
    var frames = [Int16](repeating: 0, count: count * channelCount)
    for frame in 0..<count {
      for (column, channel) in layout.channels.enumerated() {
        guard let channel else { continue }
        let at = frame * bytesPerFrame + 2 * column
        let code = Int16(bitPattern: partial.unsigned16(at: at))
        guard codes.contains(code) else {
          let error = outOfRange(code, frame: framesRead + frame + 1, channel: channel)
          if frame == 0 { throw error }
          failure = error
          return Array(frames.prefix(frame * channelCount))
        }
        frames[frame * channelCount + channel] = code
      }
    }
    framesRead += count
    return frames
  }

  private func outOfRange(_ code: Int16, frame: Int, channel: Int) -> InputError {
    let needed = (bits...16).first { Int(code) >= -(1 << ($0 - 1)) && Int(code) < 1 << ($0 - 1) } ?? 16
    return InputError(
      .data, file: input.name, place: "frame \(frame), channel \(ColumnLayout.names[channel])",
      "expected a code of \(bits) bits, \(codes.lowerBound)...\(codes.upperBound), found \(code)",
      remedy: .resolution(bits: needed))
  }

  private func checkEnd() throws(InputError) {
    let place = "byte \(input.offset - partial.count)"
    if let left, left > 0 {
      throw InputError(
        .data, file: input.name, place: place,
        "expected \(left + partial.count) more bytes in the data chunk, found \(partial.count): "
          + "\(left) bytes are missing")
    }
    if !partial.isEmpty {
      throw InputError(
        .data, file: input.name, place: place,
        "expected a frame of \(bytesPerFrame) bytes, found \(partial.count) at the end: "
          + "\(bytesPerFrame - partial.count) bytes are missing")
    }
    if framesRead == 0 {
      throw InputError(
        .data, file: input.name, place: place, "expected frames of \(bytesPerFrame) bytes, found none")
    }
  }
}
