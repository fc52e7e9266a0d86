// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
public import Metering

/// The frames of a source, block by block, until it ends or is cancelled.
///
///     var blocks = FrameBlocks(source, framesPerBlock: 4000)
///     while let frames = try blocks.next() {
///       if blocks.lost > 0, sensor.skip(frames: blocks.lost) { ... }
///       sensor.update(frames.span) { reading, telegram in ... }
///     }
public struct FrameBlocks {
  /// Why there are no more blocks.
  public enum End: Sendable {
    /// The source has no more frames.
    case exhausted
    /// `isCancelled` was true.
    case cancelled
  }

  /// Where the frames come from.
  public private(set) var source: any FrameSource
  /// The most frames of a block.
  public let framesPerBlock: Int
  /// Why there are no more blocks; nil while there may be.
  public private(set) var end: End?
  /// Frames read so far.
  public private(set) var frameCount = 0
  /// Frames that are missing before the latest block.
  public private(set) var lost = 0

  private let isCancelled: () -> Bool

  /// The frames that `source` has from here on.
  ///
  /// - Parameters:
  ///   - source: Where they come from.
  ///   - framesPerBlock: The most frames of a block, above 0; a live source gives fewer, as soon as there are any.
  ///   - isCancelled: Asked before each block; true ends the stream.
  public init(
    _ source: any FrameSource, framesPerBlock: Int, isCancelled: @escaping () -> Bool = { false }
  ) {
    precondition(framesPerBlock > 0)
    self.source = source
    self.framesPerBlock = framesPerBlock
    self.isCancelled = isCancelled
  }

  /// Reads the next block.
  ///
  /// - Returns: Interleaved codes of 1...`framesPerBlock` whole frames; nil at the end, from then on.
  /// - Throws: What is wrong with the input and where.
  public mutating func next() throws(InputError) -> [Int16]? {
    lost = 0
    guard end == nil else { return nil }
    if isCancelled() {
      end = .cancelled
      return nil
    }
    let frames = try source.read(upTo: framesPerBlock)
    guard !frames.isEmpty else {
      end = .exhausted
      return nil
    }
    frameCount += frames.count / source.channelCount
    lost = source.lost
    return frames
  }
}

extension Meter where Estimator: ~Copyable {
  /// Measures a stream of frames, and skips those that are missing in it.
  ///
  /// - Parameters:
  ///   - blocks: The frames, with the rate and the channels of this meter.
  ///   - limit: Readings after which no further block is read; nil up to the end of the stream. The block that completes
  ///     the last of them is measured whole.
  ///   - body: Called with each reading as soon as its second is complete.
  /// - Returns: How many readings there were.
  /// - Throws: What is wrong with the input and where, after every reading before that place.
  @discardableResult
  public mutating func measure(
    _ blocks: inout FrameBlocks, upTo limit: Int? = nil, _ body: (Reading) -> Void
  ) throws(InputError) -> Int {
    var count = 0
    while count < limit ?? .max, let frames = try blocks.next() {
      if blocks.lost > 0, skip(frames: blocks.lost), let reading {
        count += 1
        body(reading)
      }
      update(frames.span) { reading in
        count += 1
        body(reading)
      }
    }
    return count
  }
}
