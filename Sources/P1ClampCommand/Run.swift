// SPDX-License-Identifier: Apache-2.0
import P1Transport
import P1Lint
import StrictJSON
import Recordings
import Metering
import MeteringFFTW
import P1Clamp
import P1Port

/// The main job in progress: reads frames, measures, writes.
struct Run {
  let source: any FrameSource
  /// How the input is called in messages.
  let name: String
  let output: RunCommand.Output
  /// The clock to keep; nil to run as fast as frames come.
  let pace: RealTimePace?
  /// The clock that telegrams show; nil for none.
  let clock: SystemClock?
  /// Where telegrams go beside standard output.
  let ports: [any TelegramPort]
  /// Whether frames come as they are measured.
  let isLive: Bool
  /// Readings until the end; nil for no end.
  let seconds: Int?

  private(set) var readings = 0
  private var conditions = ConditionLog()
  /// When the first frames of the cycle in progress came, ms of the ``MonotonicClock``.
  private var cycleStart: UInt64?

  init(
    source: any FrameSource, name: String, output: RunCommand.Output, pace: RealTimePace?,
    clock: SystemClock?,
    ports: [any TelegramPort], isLive: Bool, seconds: Int?
  ) {
    self.source = source
    self.name = name
    self.output = output
    self.pace = pace
    self.clock = clock
    self.ports = ports
    self.isLive = isLive
    self.seconds = seconds
  }

  /// Measures until the input ends, the readings are enough, or a signal or a closed pipe ends it.
  ///
  /// - Throws: What is wrong with the input, after every reading before that place was written.
  mutating func measure(_ sensor: consuming Sensor<HostEstimator>) throws {
    var sensor = sensor
    // Of what is measured live a twentieth of a second: small beside a cycle, large beside the cost of a call.
    let block = max(1, Int(source.rate / (isLive ? 20 : 1)))
    var blocks = FrameBlocks(source, framesPerBlock: block, isCancelled: { Interruption.isRequested })
    while !isComplete, let samples = try blocks.next() {
      cycleStart = cycleStart ?? MonotonicClock.now
      try sensor.update(samples.span) { (reading, telegram) throws in
        try deliver(reading, telegram)
      }
    }
    if readings == 0, !Interruption.isRequested {
      let length = Double(blocks.frameCount) / source.rate
      throw InputError(
        .data, file: name,
        "expected at least the second of one cycle, found \((length * 1000).rounded() / 1000) s (\(blocks.frameCount) frames)"
      )
    }
  }

  private var isComplete: Bool { seconds.map { readings >= $0 } ?? false }

  private mutating func deliver(_ reading: Reading, _ telegram: Telegram) throws {
    var made = MonotonicClock.now
    // Frames that stopped within a cycle are as old as the gap after them.
    let isStale = isLive && made >= (cycleStart ?? made) + RequestLine.maximumAge
    cycleStart = nil
    if let pace {
      pace.wait(until: Int(reading.time))
      if Interruption.isRequested { return }
      // What is replayed is made when its second ends.
      if !isLive { made = pace.milliseconds(at: Int(reading.time)) }
    }
    readings += 1
    conditions.lines(about: reading).forEach(complain)
    if output == .json { try StandardOutput.write(Array((reading.json + "\n").utf8)) }
    guard output == .telegram || !ports.isEmpty, !isStale else { return }
    let bytes = try bytes(of: telegram)
    ports.forEach { $0.send(ReadyTelegram(bytes: bytes, made: made)) }
    if output == .telegram { try StandardOutput.write(bytes) }
  }

  private func bytes(of telegram: Telegram) throws -> [UInt8] {
    var telegram = telegram
    telegram.time = try clock?.time(of: telegram.reading) ?? .unset
    return try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
      try telegram.write(into: &output)
    }
  }
}
