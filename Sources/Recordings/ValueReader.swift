// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles

/// Values from interleaved columns of any ``SampleCoding``.
struct ValueReader {
  /// Which channel each column holds; nil for one that is skipped.
  let columns: [Int?]
  /// Channels of each frame that is read.
  let channelCount: Int
  /// How values lie in the input.
  let coding: SampleCoding

  private var bytes: FrameBytes

  /// What a file lacks at its end, a line; none where its frames are whole.
  var warnings: [String] { bytes.warnings }

  /// Reads columns from here on.
  ///
  /// - Parameter length: Bytes of all frames; nil up to the end of the input.
  init(_ input: ByteInput, columns: [Int?], coding: SampleCoding, length: Int? = nil) {
    self.columns = columns
    self.coding = coding
    channelCount = (columns.compactMap(\.self).max() ?? 0) + 1
    bytes = FrameBytes(input, width: coding.width * columns.count, length: length)
  }

  /// Reads the next frames as soon as there is a whole one; none at the end.
  ///
  /// Frames before an error are returned first; from then on the error is thrown.
  ///
  /// - Throws: `data` for what is not a finite number, and what ``FrameBytes/next(upTo:)`` throws.
  mutating func read(upTo maximum: Int) throws(InputError) -> [Double] {
    try decoded(bytes.next(upTo: maximum))
  }

  /// Waits until there is something to read, be it the end, for so many milliseconds at most; whether there is.
  func isReady(within milliseconds: Int) -> Bool {
    bytes.isReady(within: milliseconds)
  }

  private mutating func decoded(_ read: [UInt8]) throws(InputError) -> [Double] {
    let count = read.count / bytes.width
    var frames = [Double](repeating: 0, count: count * channelCount)
    var bad: (frame: Int, column: Int)?
    read.withUnsafeBytes { raw in
      for frame in 0..<count {
        for (column, channel) in columns.enumerated() {
          guard let channel else { continue }
          let value = coding.value(raw, at: frame * bytes.width + column * coding.width)
          guard value.isFinite else {
            bad = (frame, column)
            return
          }
          frames[frame * channelCount + channel] = value
        }
      }
    }
    guard let bad else { return frames }
    let error = InputError(
      .data, file: bytes.name,
      place: "frame \(bytes.framesRead - count + bad.frame + 1), column \(bad.column + 1)",
      "expected a finite number, found none")
    bytes.end(with: error)
    if bad.frame == 0 { throw error }
    return Array(frames.prefix(bad.frame * channelCount))
  }
}
