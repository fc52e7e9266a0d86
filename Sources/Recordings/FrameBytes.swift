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
  /// Warnings about frames that a file lacks at its end, a line each; none where its frames are whole.
  let warnings: [String]

  private let input: ByteInput
  private var left: Int?
  private var partial: [UInt8] = []
  private var failure: InputError?

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
    warnings = input.left.map { Self.missing(from: $0, of: length, width: width) } ?? []
  }

  /// Warnings about frames that a file lacks at its end.
  ///
  /// - Parameters:
  ///   - found: Bytes up to its end.
  ///   - length: Bytes that are declared; nil where none are.
  private static func missing(from found: Int, of length: Int?, width: Int) -> [String] {
    let bytes = min(found, length ?? found)
    let frames = bytes / width
    guard frames > 0 else { return [] }
    if let length, found < length {
      return [
        "expected \(length) bytes of frames, found \(found): the \(frames) whole frames that are there are read"
      ]
    }
    guard bytes % width > 0 else { return [] }
    return ["the last frame is cut off: expected \(width) bytes, found \(bytes % width)"]
  }

  /// Whether ``next(upTo:)`` finds frames or the end within a number of milliseconds.
  func isReady(within milliseconds: Int) -> Bool {
    failure != nil || left == 0 || input.isReadable(within: milliseconds)
  }

  /// Ends the frames with an error, which the next call throws.
  mutating func end(with error: InputError) {
    failure = error
  }

  /// Reads the next whole frames as soon as there is one; none at the end.
  ///
  /// - Parameter maximum: The most frames, above 0.
  /// - Throws: `data` where there is no frame, or a stream ends within one or before its declared end; `inputOutput`. It is
  ///   thrown from then on.
  mutating func next(upTo maximum: Int) throws(InputError) -> [UInt8] {
    if let failure { throw failure }
    do {
      return try read(upTo: maximum)
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func read(upTo maximum: Int) throws(InputError) -> [UInt8] {
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
    if framesRead > 0, !warnings.isEmpty { return }
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
