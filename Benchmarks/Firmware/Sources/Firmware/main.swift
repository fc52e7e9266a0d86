// SPDX-License-Identifier: Apache-2.0
import Board
import Metering
import P1Clamp
import P1Port
import _GoldenVectors

// The sensor with what it is connected to: blocks of frames come from the converter, telegrams go to the UART when the
// request line asks for them, the indicators show its state. On a simulated board the streams are the golden ones, and
// what comes of them is compared; a device has one stream, which does not end.

nonisolated(unsafe) let sensor = sensorMemory()
nonisolated(unsafe) var request = RequestLine(mode: .finish, isHigh: false)
/// The latest telegram, of 805 bytes in this profile, and how many bytes it has.
nonisolated(unsafe) var text = InlineArray<832, UInt8>(repeating: 0)
nonisolated(unsafe) var count = 0
/// The counter when the latest reading was there, and when its telegram was; nil but in the block that ended a second.
nonisolated(unsafe) var closed: UInt32?
nonisolated(unsafe) var composed: UInt32 = 0

/// Static memory for the sensor, in which it is built: a global variable would be copied from the stack.
func sensorMemory() -> UnsafeMutablePointer<Sensor<FixedEstimator>> {
  precondition(memory_size() >= MemoryLayout<Sensor<FixedEstimator>>.size)
  return memory_of_sensor().bindMemory(to: Sensor<FixedEstimator>.self, capacity: 1)
}

@inline(never)
func start(_ stream: GoldenStream) {
  do throws(MeterConfiguration.Failure) {
    try Sensor.initialize(sensor) {
      stream.configure(&$0)
    } estimator: {
      FixedEstimator(rate: Double(GoldenStream.rate), channelCount: 4)
    }
  } catch {
    fatalError()
  }
}

/// Writes a text over the latest one.
func write(_ body: (inout OutputSpan<UInt8>) -> Void) {
  var bytes = text.mutableSpan
  count = bytes.withUnsafeMutableBufferPointer { buffer in
    var output = OutputSpan(buffer: buffer, initializedCount: 0)
    body(&output)
    return output.finalize(for: buffer)
  }
}

/// Measures a block of frames.
@inline(never)
func take(_ codes: UnsafePointer<Int16>) {
  closed = nil
  guard sensor.pointee.update(Span(_unsafeStart: codes, count: Int(BOARD_CODES))) else { return }
  closed = board_ticks()
  write { output in
    do throws(Telegram.Failure) {
      try sensor.pointee.writeTelegram(into: &output)
    } catch {
      fatalError()
    }
  }
  composed = board_ticks()
}

/// Sends the telegram if the reader asks for it, and shows the sensor's state.
@inline(never)
func serve() {
  let now = board_milliseconds()
  request.lineChanged(isHigh: board_is_requested(), at: now)
  if closed != nil { request.readingCompleted(at: now) }
  if request.step(at: now) == .start {
    for index in 0..<count { board_send(text[index]) }
    request.telegramCompleted()
  }
  let indicators = sensor.pointee.indicators(
    isRequestHigh: request.isHigh, secondsSinceToggle: request.secondsSinceToggle(at: now))
  let millisecond = Int(truncatingIfNeeded: now % 1000)
  board_light(
    indicators.power.isLit(atMillisecond: millisecond),
    indicators.currentSense.isLit(atMillisecond: millisecond),
    indicators.port.isLit(atMillisecond: millisecond))
}

/// Compares the latest text with the golden one.
func compare(_ golden: simulation_golden) {
  // By its address: a span of a global variable is one of its copy.
  withUnsafeBytes(of: &text) { simulation_compare(golden, $0.bindMemory(to: UInt8.self).baseAddress, count) }
}

/// Compares the latest reading with the golden one.
@inline(never)
func compareReading() {
  guard let reading = sensor.pointee.reading else { return }
  write { $0.append(golden: reading) }
  compare(SIMULATION_READINGS)
}

func run(_ stream: GoldenStream) {
  var budget = Budget()
  simulation_open(stream.name.utf8Start)
  while let codes = board_wait() {
    let began = board_ticks()
    take(codes)
    let ended = board_ticks()
    serve()
    guard let closed else {
      budget.add(block: board_instructions(began, ended))
      continue
    }
    budget.add(
      closing: board_instructions(began, closed), telegram: board_instructions(closed, composed))
    compare(SIMULATION_TELEGRAMS)
    compareReading()
  }
  simulation_close()
  budget.print()
}

/// Calls itself until no stack is left.
func overflow(_ depth: UInt32) -> UInt32 {
  depth == .max ? 0 : board_ticks() ^ overflow(depth + 1) ^ overflow(depth + 2)
}

board_start()
simulation_check_counter()
for number in 0..<GoldenStream.count {
  guard let stream = GoldenStream(rawValue: number) else { fatalError() }
  start(stream)
  run(stream)
  switch simulation_fault() {
  case SIMULATION_TRAP: fatalError()
  case SIMULATION_STACK: simulation_print("overflow", overflow(0))
  default: break
  }
}
simulation_print("stack", stack_peak())
simulation_exit(0)
