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

  /// Frames with a value that is no finite number, between those of the latest ``read(upTo:)`` and those before.
  private(set) var lost = 0
  /// All of them so far, in words; nil where there is none.
  var remark: String? {
    let kind = bounds.isEmpty ? "no finite number" : "no finite number or far beyond all others"
    return missing.map {
      "\($0.count.counting("frame holds", "frames hold")) a value that is \(kind), first at \($0.place): skipped"
    }
  }

  private var bytes: FrameBytes
  /// The largest magnitude of each channel: larger values are taken as no finite numbers; none where all are possible.
  private let bounds: [Double]
  /// The positive rail of each channel; none where values have no rails.
  private var alignedRails: [AlignedRail]
  /// Frames that were decoded, and how many of them were returned or skipped; NaN where a value is no finite number.
  private var decoded: [Double] = []
  private var position = 0
  private var missing: (count: Int, place: String)?
  private var isFound = false

  /// Warnings about frames that a file lacks at its end, a line each; none where its frames are whole.
  var warnings: [String] { bytes.warnings }

  /// Reads columns from here on.
  ///
  /// - Parameters:
  ///   - fullScale: The largest magnitude, which is that of a value at a converter's positive rail even where the converter has fewer
  ///     bits than its codes; nil to take values as they are.
  ///   - bounds: The largest magnitude of each channel; none where all are possible.
  ///   - length: Bytes of all frames; nil up to the end of the input.
  init(
    _ input: ByteInput, columns: [Int?], coding: SampleCoding, fullScale: Double? = nil,
    bounds: [Double] = [],
    length: Int? = nil
  ) {
    self.bounds = bounds
    self.columns = columns
    self.coding = coding
    let channels = (columns.compactMap(\.self).max() ?? 0) + 1
    channelCount = channels
    bytes = FrameBytes(input, width: coding.width * columns.count, length: length)
    let rail = fullScale.map { AlignedRail(fullScale: $0, isWhole: coding.bits != nil) }
    alignedRails = rail.map { [AlignedRail](repeating: $0, count: channels) } ?? []
  }

  /// Reads the next frames as soon as there is a whole one whose values are all finite; none at the end.
  ///
  /// Others are skipped: ``lost`` says how many lay before those that are returned.
  ///
  /// - Throws: `data` where no frame is finite, and what ``FrameBytes/next(upTo:)`` throws.
  mutating func read(upTo maximum: Int) throws(InputError) -> [Double] {
    lost = 0
    while true {
      while position < decoded.count, !isFinite(at: position) {
        position += channelCount
        lost += 1
      }
      if position < decoded.count { break }
      position = 0
      decoded = decode(try bytes.next(upTo: maximum))
      guard !decoded.isEmpty else {
        if let missing, !isFound {
          throw InputError(
            .data, file: bytes.name, place: missing.place, "expected a finite number, found none in any frame"
          )
        }
        return []
      }
    }
    isFound = true
    let start = position
    let end = min(decoded.count, start + max(1, maximum) * channelCount)
    if missing == nil {
      position = end
    } else {
      while position < end, isFinite(at: position) { position += channelCount }
    }
    return start == 0 && position == decoded.count ? decoded : Array(decoded[start..<position])
  }

  /// Waits for frames or the end, for a number of milliseconds at most; whether either is there.
  func isReady(within milliseconds: Int) -> Bool {
    position < decoded.count || bytes.isReady(within: milliseconds)
  }

  private func isFinite(at index: Int) -> Bool {
    missing == nil || decoded[index..<index + channelCount].allSatisfy(\.isFinite)
  }

  private mutating func decode(_ read: [UInt8]) -> [Double] {
    let count = read.count / bytes.width
    let before = bytes.framesRead - count
    var frames = [Double](repeating: 0, count: count * channelCount)
    read.withUnsafeBytes { raw in
      for frame in 0..<count {
        var bad: Int?
        for (column, channel) in columns.enumerated() {
          guard let channel else { continue }
          var value = coding.value(raw, at: frame * bytes.width + column * coding.width)
          if !alignedRails.isEmpty, alignedRails[channel].isReached(by: value) {
            value = max(value, alignedRails[channel].fullScale)
          }
          let isValue = value.isFinite && (bounds.isEmpty || abs(value) <= bounds[channel])
          frames[frame * channelCount + channel] = isValue ? value : .nan
          if !isValue { bad = bad ?? column }
        }
        if let bad {
          missing = (
            1 + (missing?.count ?? 0), missing?.place ?? "frame \(before + frame + 1), column \(bad + 1)"
          )
        }
      }
    }
    return frames
  }
}
