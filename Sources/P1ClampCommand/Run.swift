// SPDX-License-Identifier: Apache-2.0
import LiveView
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
  let output: ResultOptions.Output
  /// The clock to keep; nil to run as fast as frames come.
  let pace: RealTimePace?
  /// The clock that telegrams show; nil for none.
  let clock: SystemClock?
  /// Where telegrams go besides standard output.
  let ports: [any TelegramPort]
  /// The page that shows readings; nil where nobody asked for it.
  private var page: LivePage?
  /// The count of energy; nil where nobody asked for it.
  let energy: EnergyFile?
  /// Whether frames come as they are measured.
  let isLive: Bool
  /// Readings until the end; nil for no end.
  let seconds: Int?

  /// Seconds from one telegram to the next, at least.
  let interval: Int
  /// Receives lines for standard error.
  var report: (String) -> Void = complain

  private(set) var readings = 0
  /// The mains frequency of the latest reading, Hz; nil without one.
  private var frequency: Double?
  /// When the next telegram is due, s of the sample clock.
  private var nextTelegram = 0.0
  /// Frames that were lost and not told of, and when to tell of them, ms of the ``MonotonicClock``.
  private var untold = (frames: 0, time: UInt64(0))
  /// Whether the clock was wrong when it was looked at last.
  private var isClockWrong = false
  private var conditions: ConditionLog
  /// Frames of the sample clock, the lost ones included.
  var frameCount = 0
  /// Frames that the sensor received besides them.
  var preludeFrames = 0
  /// End of the prelude, s of all that the sensor received; 0 without one.
  var preludeEnd = 0.0
  /// Cycles of the sensor that have frames of the prelude.
  private var preludeCycles = 0
  /// Whether frames were lost since the latest reading.
  private var hasLost = false
  /// Whether standard output is gone while ports go on.
  private var isOutputGone = false
  /// The earliest time at which the first frames of the cycle in progress can have been written, ms of the
  /// ``MonotonicClock``.
  private var cycleStart: UInt64?
  /// The same of the latest frames; nil where they have no age.
  private var written: UInt64?

  init(
    source: any FrameSource, name: String, output: ResultOptions.Output, pace: RealTimePace?,
    clock: SystemClock?,
    ports: [any TelegramPort], page: LivePage? = nil, energy: EnergyFile?, isLive: Bool, seconds: Int?,
    interval: Int = 1, configuration: MeterConfiguration
  ) {
    conditions = ConditionLog(configuration)
    self.source = source
    self.name = name
    self.output = output
    self.pace = pace
    self.clock = clock
    self.ports = ports
    self.page = page
    self.energy = energy
    self.isLive = isLive
    self.seconds = seconds
    self.interval = interval
  }

  /// Measures until the input ends, the readings are enough, or a signal or a closed pipe ends it.
  ///
  /// - Throws: What is wrong with the input, after every reading before that place was written.
  mutating func measure(_ sensor: consuming Sensor<HostEstimator>) throws {
    var sensor = sensor
    // A live block is a twentieth of a second: short compared with a cycle, long compared with the cost of a call.
    let block = max(1, Int(source.rate / (isLive ? 20 : 1)))
    var blocks = DatedFrames(
      source, framesPerBlock: block, isLive: isLive, now: { MonotonicClock.now },
      isCancelled: { Interruption.isRequested })
    var watch = StreamWatch(rate: source.rate, channelCount: source.channelCount)
    var lostBefore = 0
    var ahead = try firstBlocks(of: &blocks, &sensor)[...]
    while !isComplete, let samples = try ahead.popFirst() ?? blocks.next() {
      conditions.isRecording = blocks.isRecording
      let lostOnTheWay = blocks.faults.lostFrames - lostBefore
      lostBefore += lostOnTheWay
      let isMeasuredNow = isLive && !blocks.isRecording
      watch.lines(
        about: samples.frames, lost: samples.lost, faults: blocks.faults, at: MonotonicClock.now,
        isLive: isMeasuredNow
      ).forEach { report("\(name): \($0)") }
      conditions.areColumnsTurned = watch.areColumnsTurned
      if samples.lost > 0 {
        if sensor.skip(frames: samples.lost), let reading = sensor.reading {
          try deliver(reading, sensor.telegram(of: reading))
        }
        cycleStart = nil
        hasLost = true
        frameCount += samples.lost
        if isMeasuredNow, samples.lost > lostOnTheWay { tell(lost: samples.lost - lostOnTheWay) }
      }
      written = blocks.isRecording ? nil : samples.written
      cycleStart = cycleStart ?? written
      frameCount += samples.frames.count / source.channelCount
      page?.append(samples.frames.span)
      try sensor.update(samples.frames.span) { (reading, telegram) throws in
        if isOfPrelude(reading) {
          (frequency, preludeCycles) = (reading.frequency, reading.cycle)
        } else {
          try deliver(reading, telegram)
        }
      }
    }
    if let line = watch.line(about: blocks.faults) { report("\(name): \(line)") }
    guard !Interruption.isRequested else { return }
    if !isComplete { try deliverRest(&sensor) }
    conditions.lastLines().forEach(report)
    if readings == 0 {
      let length = Double(blocks.frameCount) / source.rate
      throw InputError(
        .data, file: name,
        """
        expected at least three mains periods after the voltage was found, \
        found \((length * 1000).rounded() / 1000) s (\(blocks.frameCount) frames)
        """)
    }
  }

  /// Whether a reading, in the sensor's time, has frames of the prelude: it is of no use but for its frequency.
  private func isOfPrelude(_ reading: Reading) -> Bool { reading.start < preludeEnd - 0.5 / source.rate }

  /// The fewest periods of a partial reading, three, less half of one: a duration times a frequency is no whole number.
  private static let leastPeriods = 2.5

  /// Delivers the rest after the last whole second, where it has at least three periods; it is never a telegram.
  ///
  /// Fewer than five periods tell no frequency by themselves. Where the readings before tell how many they are, and nothing disturbs
  /// them, their frequency is their number over their duration.
  private mutating func deliverRest(_ sensor: inout Sensor<HostEstimator>) throws {
    let received = frameCount + preludeFrames
    let second = (Double(received) / source.rate).rounded(.down)
    let end = Int(((second + 1) * source.rate).rounded(.up))
    guard Double(received) > (second * source.rate).rounded(.up),
      sensor.skip(frames: end - received), var reading = sensor.reading, !isOfPrelude(reading),
      let known = reading.frequency ?? frequency
    else { return }
    let periods = (reading.duration * known).rounded()
    guard reading.duration * known >= Self.leastPeriods else { return }
    // The end of a recording is no loss.
    if !hasLost { reading.flags = reading.flags.subtracting(.gap) }
    if reading.frequency == nil {
      guard reading.flags.subtracting(.clipped) == Flags() else { return }
      reading.frequency = periods / reading.duration
    }
    reading.cycle -= preludeCycles
    reading.time = Double(frameCount) / source.rate
    reading.start -= Double(preludeFrames) / source.rate
    reading.end -= Double(preludeFrames) / source.rate
    if readings == 0, output == .telegram {
      let length = NumberText.number(reading.time)
      report("\(name): \(length) s make a partial reading, which is no telegram: --output json shows it")
    }
    try deliver(reading, nil)
  }

  private var isComplete: Bool { seconds.map { readings >= $0 } ?? false }

  /// Delivers a reading; one without a telegram is partial.
  private mutating func deliver(_ reading: Reading, _ telegram: Telegram?) throws {
    var made = written ?? MonotonicClock.now
    // Frames that stopped within a cycle are as old as the gap after them.
    let isStale = written != nil && MonotonicClock.now >= (cycleStart ?? made) + RequestLine.maximumAge
    // The rest of the block belongs to the next cycle.
    cycleStart = written
    // Live frames come when they come.
    if let pace, written == nil {
      pace.wait(until: Int(reading.time))
      if Interruption.isRequested { return }
      // A replayed reading is made when its second ends.
      made = pace.milliseconds(at: Int(reading.time))
    }
    readings += 1
    hasLost = false
    frequency = reading.frequency
    conditions.lines(about: reading).forEach(report)
    energy?.add(reading)
    var printed: [UInt8]?
    let isDue = reading.time >= nextTelegram && !isStale
    if output == .telegram || isServing, isDue, let telegram, let bytes = try bytes(of: telegram) {
      nextTelegram = reading.time + Double(interval)
      ports.forEach { $0.send(ReadyTelegram(bytes: bytes, made: made)) }
      printed = bytes
    }
    if !isStale { show(reading, made: made, telegram: printed, isDue: isDue, isPartial: telegram == nil) }
    if output != .telegram { printed = nil }
    if output == .json {
      printed = Array((reading.json(energy: energy?.count, isPartial: telegram == nil) + "\n").utf8)
    }
    if output == .csv {
      let header = readings == 1 ? ReadingRow.header + "\n" : ""
      let row = ReadingRow(reading, isPartial: telegram == nil)
      printed = Array((header + row.text + "\n").utf8)
    }
    if let printed { try write(printed) }
  }

  /// Shows a reading on the page, if there is one.
  private mutating func show(
    _ reading: Reading, made: UInt64, telegram: [UInt8]?, isDue: Bool, isPartial: Bool
  ) {
    guard page != nil else { return }
    var second = LiveSecond(reading, made: made)
    second.isPartial = isPartial
    second.doubtfulVoltage = conditions.doubtfulVoltage
    second.energy = energy?.count
    second.ports = ports.compactMap(\.state)
    page?.show(second, telegram: telegram, isDue: isDue)
  }

  /// Whether readings go anywhere besides standard output.
  private var isServing: Bool { !ports.isEmpty || page != nil }

  /// Writes a result; one that is measured as time passes waits for no reader.
  private mutating func write(_ bytes: [UInt8]) throws(StandardOutput.Failure) {
    guard !isOutputGone else { return }
    do throws(StandardOutput.Failure) {
      if pace == nil, written == nil {
        try StandardOutput.write(bytes)
      } else {
        try StandardOutput.offer(bytes)
      }
    } catch {
      try survive(error)
    }
  }

  /// Writes the results that wait, for a second at most.
  ///
  /// - Throws: The failure of standard output, unless something else is served.
  mutating func finishOutput() throws(StandardOutput.Failure) {
    guard !isOutputGone else { return }
    do throws(StandardOutput.Failure) {
      try StandardOutput.finish(within: 1000)
    } catch {
      try survive(error)
    }
  }

  /// Ends the run where standard output is gone, unless something else is served.
  private mutating func survive(_ failure: StandardOutput.Failure) throws(StandardOutput.Failure) {
    guard isServing, !Interruption.isRequested else { throw failure }
    isOutputGone = true
    let reason =
      switch failure {
      case .over: "standard output: its reader is gone"
      case .failed(let error): error.description
      }
    report("\(reason); the run goes on for its ports")
  }

  /// Tells of lost frames, once a minute.
  private mutating func tell(lost frames: Int) {
    untold.frames += frames
    let now = MonotonicClock.now
    guard now >= untold.time else { return }
    let seconds = (Double(untold.frames) / source.rate * 10).rounded() / 10
    report("\(name): \(seconds) s of frames were lost: they waited too long to be measured as new ones")
    untold = (0, now + 60_000)
  }

  /// The bytes of a telegram; nil while the clock that it must state is wrong.
  private mutating func bytes(of telegram: Telegram) throws -> [UInt8]? {
    var telegram = telegram
    if let energy { telegram.energy = energy.count }
    telegram.time = time(of: telegram)
    if telegram.time == .unset, telegram.profile.clock == .required { return nil }
    return try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
      try telegram.write(into: &output)
    }
  }

  /// The time that a telegram states, with one line when the clock becomes wrong and one when it is right again.
  private mutating func time(of telegram: Telegram) -> TelegramTime {
    guard let clock else { return .unset }
    do throws(SystemClock.Failure) {
      let time = try clock.time(of: telegram.reading)
      if isClockWrong { report("system clock: set, telegrams state the time") }
      isClockWrong = false
      return time
    } catch {
      let effect =
        telegram.profile.clock == .required ? "telegrams wait until it is set" : "telegrams state no time"
      if !isClockWrong { report("\(error): \(effect)") }
      isClockWrong = true
      return .unset
    }
  }
}
