// SPDX-License-Identifier: Apache-2.0
import Metering
import StrictJSON
import Testing

@testable import Recordings

@Suite("Frames of a live source")
struct DatedFramesTests {
  /// A source whose clock a test plays: what is written when, and when the reader is stopped.
  ///
  /// Each frame is the time at which it was measured, ms, in the codes of its two channels.
  private final class Script: FrameSource {
    let rate: Double
    let calibration = Calibration.nominal(bits: 16)
    let channelCount = 2

    /// The clock, ms.
    private(set) var now = 1000.0
    /// Whether the writer, when it is late, writes all that it has measured; otherwise what finds no room is lost.
    private let catchesUp: Bool
    /// Milliseconds of frames that are written at a time.
    private let chunk: Double
    /// Milliseconds of frames that wait in the pipe at most.
    private let capacity: Double
    /// When the reader is stopped and the writer, ms after the start.
    private let stops: [Range<Double>]
    /// When it is stopped while it reads, at the first read in this range, whose end it goes on at.
    private var readStop: Range<Double>?
    private let pauses: [Range<Double>]
    /// When it ends, ms after the start.
    private let end: Double
    private var written = 0.0
    private var pipe: [Double] = []
    private var isSeen = false

    init(
      rate: Double, chunk: Double = 20, capacity: Double = 8000, catchesUp: Bool = false,
      stops: [Range<Double>] = [], readStop: Range<Double>? = nil, pauses: [Range<Double>] = [], end: Double
    ) {
      self.rate = rate
      self.chunk = chunk
      self.capacity = capacity
      self.catchesUp = catchesUp
      self.stops = stops
      self.readStop = readStop
      self.pauses = pauses
      self.end = end
    }

    /// Milliseconds since the start.
    var time: Double { now - 1000 }

    /// Lets time pass; a stop makes it longer.
    func pass(_ milliseconds: Double) {
      let goal = time + milliseconds
      let stop = stops.first { $0.lowerBound >= time && $0.lowerBound < goal }
      now = 1000 + (stop?.upperBound ?? goal)
      write()
    }

    /// Writes what has been measured and finds room.
    private func write() {
      while written + chunk <= min(time, end) {
        let due = written + chunk
        if let pause = pauses.first(where: { $0.contains(due) }), time < pause.upperBound { return }
        let hasRoom = Double(pipe.count) < capacity * rate / 1000
        if !hasRoom {
          if catchesUp { return }
        } else {
          let count = Int(chunk * rate / 1000)
          pipe += (0..<count).map { written + Double($0 + 1) * 1000 / rate }
        }
        written = due
      }
    }

    func isReady(within milliseconds: Int) -> Bool {
      let limit = time + Double(milliseconds)
      // A look takes time, too.
      pass(0.01)
      while pipe.isEmpty, written + chunk <= end, time < limit { pass(1) }
      return !pipe.isEmpty || written + chunk > end
    }

    func read(upTo maximum: Int) throws(InputError) -> [Int16] {
      pass(0.01)
      if let stop = readStop, stop.contains(time) {
        readStop = nil
        pass(stop.upperBound - time)
      }
      let frames = pipe.prefix(maximum)
      pipe.removeFirst(frames.count)
      write()
      return frames.flatMap { [Int16(Int($0) % 30_000), Int16(Int($0) / 30_000)] }
    }
  }

  /// What came of a script.
  private struct Outcome {
    /// When each frame was measured, ms.
    var measured: [Double] = []
    /// How old the oldest frame of each block was when it was handed out, ms, and how old it was said to be at most.
    var ages: [(true: Double, told: Double)] = []
    /// Frames lost, and how many had come before.
    var losses: [(frames: Int, after: Int)] = []
    var isRecording = false
  }

  /// Reads a script to its end.
  private func read(_ script: Script, isLive: Bool = true) throws -> Outcome {
    var outcome = Outcome()
    var frames = DatedFrames(
      script, framesPerBlock: max(1, Int(script.rate / 20)), isLive: isLive, now: { UInt64(script.now) })
    while let block = try frames.next() {
      if block.lost > 0 { outcome.losses.append((block.lost, outcome.measured.count)) }
      let measured = stride(from: 0, to: block.frames.count, by: 2).map {
        Double(block.frames[$0]) + Double(block.frames[$0 + 1]) * 30_000
      }
      if let first = measured.first {
        outcome.ages.append((script.time - first, script.now - Double(block.written)))
      }
      outcome.measured += measured
      // Measuring takes time.
      script.pass(0.5)
    }
    outcome.isRecording = frames.isRecording
    return outcome
  }

  @Test(
    "frames at their pace are all read, and dated within the chunk that they were written in",
    arguments: [1000.0, 4000, 8000], [1, 20, 125, 1000])
  func steady(rate: Double, chunk: Double) throws {
    let outcome = try read(Script(rate: rate, chunk: chunk, end: 5000))
    #expect(outcome.measured.count == Int(5 * rate))
    #expect(outcome.losses.isEmpty && !outcome.isRecording)
    #expect(outcome.ages.allSatisfy { $0.true <= chunk + 60 })
    #expect(outcome.ages.allSatisfy { $0.told <= 60 })
  }

  @Test(
    "what was written while the reader was stopped is passed over and counted",
    arguments: [(1000.0, 20.0), (4000, 20), (8000, 20), (1000, 1), (4000, 125), (1000, 500), (1000, 1000)],
    [false, true])
  func stopped(writing: (rate: Double, chunk: Double), catchesUp: Bool) throws {
    let (rate, chunk) = writing
    // A pipe of 64 KiB, whose frames take 4 bytes.
    let script = Script(
      rate: rate, chunk: chunk, capacity: 16_384_000 / rate, catchesUp: catchesUp, stops: [3333..<15_333],
      end: 20_000)
    let outcome = try read(script)
    #expect(!outcome.isRecording)
    try #require(outcome.losses.count == 1)
    let loss = outcome.losses[0]
    #expect(abs(Double(loss.after) / rate - 3.33) < 0.02 + chunk / 1000)
    // 12 s, and until the pace is known.
    #expect((12...12.6 + 2 * chunk / 1000).contains(Double(loss.frames) / rate), "\(loss)")
    // The sample clock goes on: what was read and what was lost is all there was, to the chunk.
    #expect(abs(Double(outcome.measured.count + loss.frames) / rate - 20) < 0.05 + chunk / 1000)
    #expect(outcome.measured[loss.after] > 15_333 - chunk)
    #expect(outcome.ages.allSatisfy { $0.true < 60 + chunk })
  }

  @Test(
    "so is what was written while it was stopped in the middle of reading",
    arguments: [1000.0, 8000], [false, true])
  func stoppedReading(rate: Double, catchesUp: Bool) throws {
    let script = Script(
      rate: rate, capacity: 16_384_000 / rate, catchesUp: catchesUp, readStop: 3333..<15_333, end: 20_000)
    let outcome = try read(script)
    try #require(outcome.losses.count == 1)
    let loss = outcome.losses[0]
    #expect((11.9...12.7).contains(Double(loss.frames) / rate), "\(loss)")
    #expect(abs(Double(outcome.measured.count + loss.frames) / rate - 20) < 0.07)
    #expect(outcome.ages.allSatisfy { $0.true < 80 })
  }

  @Test("nothing is old where it was stopped in the middle of its first reading")
  func stoppedAtFirst() throws {
    let script = Script(rate: 4000, capacity: 4096, readStop: 0..<12_000, end: 16_000)
    let outcome = try read(script)
    #expect(outcome.losses.isEmpty && !outcome.isRecording)
    #expect(outcome.measured[0] > 12_000 && outcome.measured[0] < 12_600)
    #expect(outcome.ages.allSatisfy { $0.true < 80 })
  }

  @Test("a reader that is late by less than a second loses nothing, and knows how old its frames are")
  func late() throws {
    let outcome = try read(Script(rate: 4000, stops: [1200..<2100], end: 5000))
    #expect(outcome.losses.isEmpty && outcome.measured.count == 20_000)
    let oldest = outcome.ages.max { $0.true < $1.true }!
    #expect((850...950).contains(oldest.true))
    #expect(outcome.ages.allSatisfy { $0.told + 25 >= $0.true })
  }

  @Test("what comes in a burst after a pause of the writer is passed over")
  func pause() throws {
    let script = Script(rate: 4000, catchesUp: true, pauses: [2010..<4510], end: 8000)
    let outcome = try read(script)
    try #require(outcome.losses.count == 1)
    #expect((2.4...3.1).contains(Double(outcome.losses[0].frames) / 4000), "\(outcome.losses)")
    #expect(outcome.measured[outcome.losses[0].after] > 4510)
    #expect(abs(Double(outcome.measured.count + outcome.losses[0].frames) / 4000 - 8) < 0.1)
  }

  @Test(
    "what has waited in the pipe when reading begins is passed over",
    arguments: [(1000.0, false), (1000, true), (4000, false), (8000, false)])
  func lateStart(rate: Double, catchesUp: Bool) throws {
    let script = Script(rate: rate, capacity: 16_384_000 / rate, catchesUp: catchesUp, end: 12_000)
    script.pass(7000)
    let outcome = try read(script)
    // Nothing was measured that could be lost.
    #expect(outcome.losses.isEmpty && !outcome.isRecording)
    #expect(outcome.measured[0] > 7000 && outcome.measured[0] < 7600)
    #expect(outcome.ages.allSatisfy { $0.true < 100 })
  }

  @Test(
    "a live source that wrote more at first than a pipe holds is known by its pace, and passed over when it is old"
  )
  func mistaken() throws {
    let script = Script(
      rate: 4000, capacity: 4096, catchesUp: true, stops: [11_000..<14_000], end: 18_000)
    script.pass(7000)
    let outcome = try read(script)
    #expect(!outcome.isRecording)
    #expect(outcome.losses.count == 1)
    #expect(outcome.ages.suffix(60).allSatisfy { $0.true < 100 })
  }

  @Test("what has waited less than two seconds when reading begins is read")
  func promptStart() throws {
    let script = Script(rate: 1000, end: 12_000)
    script.pass(1800)
    let outcome = try read(script)
    #expect(outcome.measured.count == 12_000)
  }

  @Test("stops one after the other are each passed over")
  func stops() throws {
    let script = Script(rate: 1000, stops: [2000..<5000, 5100..<8000, 12_000..<14_000], end: 16_000)
    let outcome = try read(script)
    let lost = outcome.losses.reduce(0) { $0 + $1.frames }
    #expect(abs(Double(outcome.measured.count + lost) / 1000 - 16) < 0.15)
    #expect(outcome.ages.allSatisfy { $0.true < 1000 })
    #expect(outcome.losses.count >= 2)
  }

  /// Frames as fast as they are read, from a pipe that is never empty.
  private final class Recorded: FrameSource {
    let rate = 1000.0
    let calibration = Calibration.nominal(bits: 16)
    let channelCount = 1
    private(set) var now: UInt64 = 0
    private var next = 0
    private let count: Int
    private let slowness: UInt64

    init(count: Int, slowness: UInt64) {
      self.count = count
      self.slowness = slowness
    }

    /// Lets the reader be slow.
    func measure() { now += slowness }
    func isReady(within milliseconds: Int) -> Bool { true }
    func read(upTo maximum: Int) throws(InputError) -> [Int16] {
      defer { next = min(count, next + maximum) }
      return (next..<min(count, next + maximum)).map { Int16($0 % 1000) }
    }
  }

  @Test(
    "a recording that comes through a pipe is read whole, however slow its reader is",
    arguments: [0, 1, 40, 700, 2500])
  func recording(slowness: UInt64) throws {
    let source = Recorded(count: 100_000, slowness: slowness)
    var frames = DatedFrames(source, framesPerBlock: 50, isLive: true, now: { source.now })
    var codes: [Int16] = []
    while let block = try frames.next() {
      #expect(block.lost == 0)
      codes += block.frames
      source.measure()
    }
    #expect(codes == (0..<100_000).map { Int16($0 % 1000) })
    #expect(frames.isRecording && frames.frameCount == 100_000)
  }

  @Test("a recording that a pipe holds whole is read whole", arguments: [1, 1900, 2100, 9000])
  func shortRecording(count: Int) throws {
    let source = Recorded(count: count, slowness: 1)
    var frames = DatedFrames(source, framesPerBlock: 50, isLive: true, now: { source.now })
    var codes: [Int16] = []
    while let block = try frames.next() { codes += block.frames }
    #expect(codes == (0..<count).map { Int16($0 % 1000) })
  }

  @Test(
    "a device that always seems ready is live where it keeps its reader waiting", arguments: [false, true])
  func seemingReady(isStopped: Bool) throws {
    /// Gives 20 ms of frames after 20 ms, and loses those that nobody waits for.
    final class Device: FrameSource {
      let rate = 1000.0
      let calibration = Calibration.nominal(bits: 16)
      let channelCount = 1
      var now: UInt64 = 500
      func isReady(within milliseconds: Int) -> Bool { true }
      func read(upTo maximum: Int) throws(InputError) -> [Int16] {
        now += 20
        return now < 20_500 ? [Int16](repeating: 0, count: min(20, maximum)) : []
      }
    }
    let device = Device()
    var frames = DatedFrames(device, framesPerBlock: 50, isLive: true, now: { device.now })
    var (count, lost, hasStopped) = (0, 0, false)
    while let block = try frames.next() {
      count += block.frames.count
      lost += block.lost
      #expect(block.frames.isEmpty || device.now - block.written <= 20)
      if isStopped, device.now > 8000, !hasStopped {
        hasStopped = true
        device.now += 3000
      }
    }
    #expect(!frames.isRecording)
    #expect(isStopped ? (3000...3400).contains(lost) : lost == 0)
    #expect(abs(count + lost - 20_000) < 100)
  }

  @Test("what is no live source has no age, and whoever wants no more gets no more")
  func ends() throws {
    let source = Recorded(count: 3000, slowness: 5000)
    var frames = DatedFrames(source, framesPerBlock: 1000, isLive: false, now: { source.now })
    #expect(frames.isRecording)
    for _ in 0..<3 {
      source.measure()
      #expect(try frames.next()?.frames.count == 1000)
    }
    #expect(try frames.next() == nil)
    #expect(try frames.next() == nil)

    let script = Script(rate: 1000, end: 10_000)
    var live = DatedFrames(
      script, framesPerBlock: 50, isLive: true, now: { UInt64(script.now) },
      isCancelled: { script.time > 2000 })
    var count = 0
    while let block = try live.next() { count += block.frames.count / 2 }
    #expect((1900...2000).contains(count))
    #expect(try live.next() == nil)
  }
}
