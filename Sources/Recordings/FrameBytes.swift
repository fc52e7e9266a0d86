// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles

/// Whole frames of an input, as bytes.
struct FrameBytes {
  /// The input's name in messages.
  var name: String { input.name }
  /// Bytes of a frame.
  let width: Int
  /// Whole frames read so far.
  private(set) var framesRead = 0

  private let input: ByteInput
  private var left: Int?
  private var partial: [UInt8] = []

  /// The most bytes read from the input at a time.
  private static let blockLimit = 1 << 18

  /// Frames from here on.
  ///
  /// - Parameters:
  ///   - width: Bytes of a frame, above 0.
  ///   - length: Bytes of all frames; nil up to the end of the input.
  init(_ input: ByteInput, width: Int, length: Int?) {
    self.input = input
    self.width = width
    left = length
  }

  /// Whether ``next(upTo:)`` finds something within so many milliseconds, be it the end.
  func isReady(within milliseconds: Int) -> Bool {
    left == 0 || input.isReadable(within: milliseconds)
  }

  /// Reads the next whole frames as soon as there is one; none at the end.
  ///
  /// - Parameter maximum: The most frames, above 0.
  /// - Throws: `data` where the input ends within a frame or before its declared end, or holds no frame; `inputOutput`.
  mutating func next(upTo maximum: Int) throws(InputError) -> [UInt8] {
    let most = max(1, min(maximum, Self.blockLimit / width)) * width
    while partial.count < width {
      let wanted = min(most - partial.count, left ?? .max)
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
    let whole = partial.count / width * width
    framesRead += whole / width
    guard whole < partial.count else {
      defer { partial = [] }
      return partial
    }
    defer { partial.removeFirst(whole) }
    return Array(partial[..<whole])
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
        "expected a frame of \(width) bytes, found \(partial.count) at the end: "
          + "\(width - partial.count) bytes are missing")
    }
    if framesRead == 0 {
      throw InputError(
        .data, file: input.name, place: place, "expected frames of \(width) bytes, found none")
    }
  }
}
