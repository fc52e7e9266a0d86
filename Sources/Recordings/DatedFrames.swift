// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Metering

/// The frames of a source, block by block, with the time at which each block can have been written.
///
/// A live source writes into a pipe whether anybody reads or not. What was not looked for during a second, since this process
/// was stopped or starved or the machine was suspended, is passed over and counted as lost; so is what comes in a burst after
/// a pause. Frames are lost until they come at the pace of their rate again.
///
/// A recording that comes through a pipe as fast as it is read is no live source: it shows itself by more frames than can
/// have been measured in the time, and is read whole.
package struct DatedFrames {
  /// A block of frames.
  package struct Block: Equatable, Sendable {
    /// Frames that were lost before these.
    package var lost: Int
    /// Interleaved codes of whole frames; none where frames were lost.
    package var frames: [Int16]
    /// The earliest time at which they can have been written, ms of the clock.
    package var written: UInt64
  }

  /// Time without a look at the source after which what waits there is old, ms.
  private static let patience: UInt64 = 1000
  /// Time without frames after which what comes is old, ms.
  private static let longestPause: UInt64 = 1500
  /// How often to look for frames while none come, and over how long their pace is taken, ms.
  private static let window: UInt64 = 50
  /// Windows in a row after which a pace is believed: a writer that catches up may be slow to be woken.
  private static let windows = 4
  /// How much faster than its rate a live source may seem.
  private static let haste = 1.5
  /// Seconds of frames that a live source may write at once.
  private static let longestChunk = 1.0
  /// Bytes that may wait in a pipe before the first look at it.
  private static let pipe = 1 << 16
  /// Seconds of frames that are kept for the case that they are of a recording.
  private static let mostKept = 60.0

  /// Whether the source is, as far as can be known, a recording, whose frames have no age.
  package private(set) var isRecording: Bool
  /// Frames handed out so far.
  package private(set) var frameCount = 0

  private var source: any FrameSource
  private let framesPerBlock: Int
  private let isLive: Bool
  private let now: () -> UInt64
  private let isCancelled: () -> Bool
  private var isOver = false
  /// The latest time at which nothing waited.
  private var empty: UInt64
  /// When the latest frames were read; nil before the first.
  private var arrival: UInt64?
  /// Frames since then are compared with their rate.
  private var begin: UInt64
  private var received = 0
  /// How many of them may have waited at the beginning.
  private var waiting: Double
  /// Frames that were read ahead.
  private var kept: [Int16] = []

  /// The frames that `source` has from here on.
  ///
  /// - Parameters:
  ///   - source: Where they come from.
  ///   - framesPerBlock: The most frames of a block, above 0.
  ///   - isLive: Whether they may come as they are measured; otherwise they have no age.
  ///   - now: The clock, ms, which never goes back and goes on while the machine is suspended.
  ///   - isCancelled: Asked before each block and each wait; true ends the stream.
  package init(
    _ source: any FrameSource, framesPerBlock: Int, isLive: Bool, now: @escaping () -> UInt64,
    isCancelled: @escaping () -> Bool = { false }
  ) {
    precondition(framesPerBlock > 0)
    self.source = source
    self.framesPerBlock = framesPerBlock
    self.isLive = isLive
    self.now = now
    self.isCancelled = isCancelled
    isRecording = !isLive
    begin = now()
    empty = begin
    waiting = Double(Self.pipe / (2 * source.channelCount))
  }

  /// Reads the next block; nil at the end, from then on.
  ///
  /// - Throws: What is wrong with the input and where.
  package mutating func next() throws(InputError) -> Block? {
    guard !isOver, waitForFrames() else { return nil }
    if !kept.isEmpty { return keptBlock() }
    let time = now()
    // Nobody knows how long the first frames have waited: they are taken for those of the start.
    if arrival == nil { empty = time }
    if !isRecording, time > empty + Self.patience || time > (arrival ?? time) + Self.longestPause {
      return try catchUp(from: time)
    }
    guard let frames = try read(framesPerBlock) else { return nil }
    frameCount += frames.count / source.channelCount
    return Block(lost: 0, frames: frames, written: isRecording ? time : empty)
  }

  /// Waits until there is something to read; false where the caller wants no more.
  private mutating func waitForFrames() -> Bool {
    while true {
      if isCancelled() {
        isOver = true
        return false
      }
      if !kept.isEmpty || !isLive { return true }
      let time = now()
      if source.isReady(within: 0) { return true }
      empty = time
      // Who waits for a recording waits no second.
      if let arrival, time > arrival + Self.patience { expectLive(from: arrival) }
      if source.isReady(within: Int(Self.window)) { return true }
    }
  }

  /// Reads frames; nil at the end.
  private mutating func read(_ maximum: Int) throws(InputError) -> [Int16]? {
    let frames = try source.read(upTo: maximum)
    guard !frames.isEmpty else {
      isOver = true
      return nil
    }
    let time = now()
    arrival = time
    received += frames.count / source.channelCount
    if Double(received) > mostFrames(from: begin, to: time) + waiting + Self.longestChunk * source.rate {
      isRecording = true
    }
    return frames
  }

  /// Compares what comes with its rate from here on.
  private mutating func expectLive(from time: UInt64) {
    isRecording = false
    begin = time
    received = 0
    waiting = 0
  }

  /// The most frames that a live source can have measured in some time.
  private func mostFrames(from start: UInt64, to end: UInt64) -> Double {
    Self.haste * source.rate * Double(end - start) / 1000
  }

  /// Passes over what waits, until frames come at their pace.
  ///
  /// - Returns: How many frames were lost, or the first frames where they turn out to be of a recording.
  private mutating func catchUp(from start: UInt64) throws(InputError) -> Block? {
    guard let before = arrival else { return nil }
    let unseen = min(empty, before)
    var (passed, steady) = (0, 0)
    var isEmpty = false
    var (windowStart, inWindow) = (start, 0)
    while steady < Self.windows, !isCancelled() {
      let time = now()
      if source.isReady(within: 0) {
        guard let frames = try read(1 << 14) else { return nil }
        let count = frames.count / source.channelCount
        passed += count
        inWindow += count
        if Double(passed) <= Self.mostKept * source.rate { kept += frames } else { kept = [] }
        let limit = mostFrames(from: unseen, to: now()) + Self.longestChunk * source.rate
        if !kept.isEmpty, isRecording || Double(passed) > limit {
          isRecording = true
          return keptBlock()
        }
      } else {
        empty = time
        isEmpty = true
        let left = windowStart + Self.window - min(time, windowStart + Self.window)
        _ = source.isReady(within: Int(max(1, left)))
      }
      let end = now()
      guard end >= windowStart + Self.window else { continue }
      steady = isEmpty && Double(inWindow) <= mostFrames(from: windowStart, to: end) ? steady + 1 : 0
      (windowStart, inWindow, isEmpty) = (end, 0, false)
    }
    kept = []
    let lost = Double((arrival ?? before) - before) / 1000 * source.rate
    return Block(lost: max(passed, Int(lost.rounded())), frames: [], written: empty)
  }

  private mutating func keptBlock() -> Block {
    let block = Array(kept.prefix(framesPerBlock * source.channelCount))
    kept.removeFirst(block.count)
    frameCount += block.count / source.channelCount
    return Block(lost: 0, frames: block, written: now())
  }
}
