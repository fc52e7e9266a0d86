// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Metering

/// The frames of a source, block by block, with the time at which each block can have been written.
///
/// A live source writes into a pipe whether anybody reads or not. This process may be stopped or starved for more than a second,
/// or the machine suspended. The frames that waited meanwhile are skipped and counted as lost, and so is a burst after a pause.
/// Skipping goes on until frames come at the pace of their rate again. Frames that wait at the beginning are skipped too, where
/// they are more than two seconds of them.
///
/// A recording that comes through a pipe as fast as it is read is no live source, and is read whole. It shows itself by more frames
/// than can have been measured in the time, or by its end.
package struct DatedFrames {
  /// A block of frames.
  package struct Block: Equatable, Sendable {
    /// Frames that were lost before these, or are missing in a recording.
    package var lost: Int
    /// Interleaved codes of whole frames; none where frames were skipped.
    package var frames: [Int16]
    /// The earliest time at which they can have been written, ms of the clock.
    package var written: UInt64
  }

  /// Time without a look at the source after which the frames that wait there are old, ms.
  private static let patience: UInt64 = 1000
  /// Time without frames after which those that come are old, ms.
  private static let longestPause: UInt64 = 1500
  /// How often to look for frames while none come, ms.
  private static let look: UInt64 = 50
  /// Time over which their pace is measured, ms: longer than it takes to wake a writer that catches up.
  private static let window: UInt64 = 250
  /// The least time that a read takes if it had to wait, ms.
  private static let wait: UInt64 = 5
  /// How many times its rate a live source may seem to have.
  private static let haste = 1.5
  /// Seconds of frames that a live source may write at once.
  private static let longestChunk = 1.0
  /// Bytes that may wait in a pipe before the first look at it.
  private static let pipe = 1 << 16
  /// Seconds of frames that may wait at the beginning and are not old.
  private static let longestBacklog = 2.0
  /// Seconds of frames that are kept for the case that they are of a recording.
  private static let mostKept = 60.0

  /// Whether the source is, as far as can be known, a recording, whose frames have no age.
  package private(set) var isRecording: Bool
  /// Frames handed out so far.
  package private(set) var frameCount = 0

  /// Faults of the source so far.
  package var faults: StreamFaults { source.faults }

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
  /// When the frames began that are compared with their rate, ms of the clock.
  private var baseline: UInt64
  private var received = 0
  /// How many of them may have waited at the beginning.
  private var waiting: Double
  /// When the second in progress began, and how many frames had been received by then.
  private var second: (start: UInt64, received: Int)
  /// How long frames were waited for in it, ms.
  private var idle: UInt64 = 0
  /// Whether the latest frames had to be waited for.
  private var hasWaited = false
  /// Frames that were read ahead.
  private var kept: [Int16] = []
  /// How many of their codes were handed out.
  private var keptTaken = 0

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
    baseline = now()
    empty = baseline
    second = (baseline, 0)
    waiting = Double(Self.pipe / (2 * source.channelCount))
  }

  /// Reads the next block; nil at the end, from then on.
  ///
  /// - Throws: What is wrong with the input and where.
  package mutating func next() throws(InputError) -> Block? {
    guard waitForFrames() else { return nil }
    if !kept.isEmpty { return keptBlock() }
    let time = now()
    if isLive, arrival == nil {
      if let block = try begin(at: time) { return block }
    } else if !isRecording, time > empty + Self.patience || time > (arrival ?? time) + Self.longestPause {
      return try catchUp(from: time, after: arrival ?? time, allowing: 0)
    }
    let before = arrival
    guard let frames = try read(framesPerBlock) else { return nil }
    if !isRecording, let before, let arrival, arrival > time + Self.patience {
      // Stopped while it read: these are as old as what waits.
      kept = frames
      return try catchUp(from: arrival, after: before, allowing: 0)
    }
    frameCount += frames.count / source.channelCount
    return Block(lost: source.lost, frames: frames, written: isRecording ? time : empty)
  }

  /// Waits until there is something to read; false at the end and where the caller wants no more.
  private mutating func waitForFrames() -> Bool {
    while true {
      if isCancelled() {
        isOver = true
        (kept, keptTaken) = ([], 0)
      }
      if !kept.isEmpty { return true }
      if isOver { return false }
      if !isLive { return true }
      let time = now()
      recognise(at: time)
      if source.isReady(within: 0) { return true }
      empty = time
      let isReady = source.isReady(within: Int(Self.look))
      idle += now() - time
      if isReady { return true }
    }
  }

  /// Takes a supposed recording for live, where its frames were waited for half of a second and came at their pace.
  private mutating func recognise(at time: UInt64) {
    guard time >= second.start + 1000 else { return }
    let count = Double(received - second.received)
    if isRecording, 2 * idle >= time - second.start, count <= mostFrames(from: second.start, to: time) {
      isRecording = false
      (baseline, received, waiting) = (second.start, Int(count), 0)
    }
    (second, idle) = ((time, received), 0)
  }

  /// Reads frames; nil at the end.
  private mutating func read(_ maximum: Int) throws(InputError) -> [Int16]? {
    let start = now()
    let frames = try source.read(upTo: maximum)
    guard !frames.isEmpty else {
      isOver = true
      return nil
    }
    let time = now()
    arrival = time
    // Some devices always seem ready; one that kept its reader waiting was not.
    hasWaited = isLive && (start + Self.wait...start + Self.patience).contains(time)
    if hasWaited { (empty, idle) = (start, idle + time - start) }
    received += frames.count / source.channelCount
    if Double(received) > mostFrames(from: baseline, to: time) + waiting + Self.longestChunk * source.rate {
      isRecording = true
    }
    return frames
  }

  /// The most frames that a live source can have measured in some time.
  private func mostFrames(from start: UInt64, to end: UInt64) -> Double {
    Self.haste * source.rate * Double(end - start) / 1000
  }

  /// Reads the frames that wait at the beginning: nobody knows how long they have waited.
  ///
  /// - Returns: The first block; nil where nothing was read.
  private mutating func begin(at time: UInt64) throws(InputError) -> Block? {
    empty = time
    while source.isReady(within: 0) {
      do {
        guard let frames = try read(framesPerBlock) else { break }
        kept += frames
      } catch {
        // The error comes again once the frames before it are handed out.
        guard !kept.isEmpty else { throw error }
        break
      }
      if hasWaited { break }
      let isStopped = now() > time + Self.patience
      if isStopped || Double(kept.count / source.channelCount) > Self.longestBacklog * source.rate {
        return try catchUp(from: now(), after: nil, allowing: waiting)
      }
    }
    return kept.isEmpty ? nil : keptBlock()
  }

  /// Skips the frames that wait, until frames come at their pace.
  ///
  /// - Parameters:
  ///   - start: The present time, ms of the clock.
  ///   - before: When the latest frames before were read; nil at the beginning.
  ///   - waiting: Frames that may have waited longer than since then.
  /// - Returns: How many frames were lost, or the first frames where they turn out to be of a recording; nil at the end.
  private mutating func catchUp(
    from start: UInt64, after before: UInt64?, allowing waiting: Double
  ) throws(InputError) -> Block? {
    let unseen = min(empty, before ?? empty)
    var passed = kept.count / source.channelCount
    var (windowStart, inWindow, isEmpty) = (start, 0, false)
    while !isCancelled() {
      let time = now()
      if source.isReady(within: 0) {
        let frames: [Int16]?
        do {
          frames = try read(1 << 14)
        } catch {
          guard before == nil, !kept.isEmpty else { throw error }
          frames = nil
        }
        guard let frames else {
          // Frames that have waited at the beginning and end are a recording.
          isRecording = isRecording || before == nil
          if !isRecording { kept = [] }
          return kept.isEmpty ? nil : keptBlock()
        }
        isEmpty = isEmpty || hasWaited
        let count = frames.count / source.channelCount
        passed += count
        inWindow += count
        if Double(passed) <= Self.mostKept * source.rate { kept += frames } else { kept = [] }
        let limit = mostFrames(from: unseen, to: now()) + waiting + Self.longestChunk * source.rate
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
      // Frames that are written in chunks come at their pace in some windows, if not in each.
      if isEmpty, Double(inWindow) <= mostFrames(from: windowStart, to: end) { break }
      (windowStart, inWindow, isEmpty) = (end, 0, false)
    }
    kept = []
    // The sample clock begins with the first frames that are handed out.
    guard let before, let arrival else { return Block(lost: 0, frames: [], written: empty) }
    let lost = Double(arrival - before) / 1000 * source.rate
    return Block(lost: max(passed, Int(lost.rounded())), frames: [], written: empty)
  }

  private mutating func keptBlock() -> Block {
    let count = min(kept.count - keptTaken, framesPerBlock * source.channelCount)
    let frames = Array(kept[keptTaken..<keptTaken + count])
    keptTaken += count
    if keptTaken == kept.count { (kept, keptTaken) = ([], 0) }
    frameCount += frames.count / source.channelCount
    return Block(lost: 0, frames: frames, written: isRecording ? now() : empty)
  }
}
