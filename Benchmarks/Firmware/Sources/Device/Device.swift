// SPDX-License-Identifier: Apache-2.0
internal import Board
public import Metering
public import P1Clamp
internal import P1Port

/// The sensor with what it is connected to: it measures blocks of the converter, sends telegrams on the UART when the
/// request line asks for them, and shows its state on the indicators.
///
/// There is one: it and its latest telegram are in static memory. A sensor that is a global variable is built on the
/// stack first.
public struct Device: ~Copyable {
  private let memory: UnsafeMutablePointer<Sensor<FixedEstimator>>
  private let text: UnsafeMutableBufferPointer<UInt8>
  private var textCount = 0
  private var request = RequestLine(mode: .finish, isHigh: false)
  /// Whether the latest reading has no telegram yet.
  private var isDue = false
  private var power = Indicators.power(nil)
  private var currentSense = Indicators.currentSense(amperes: 0)

  /// A device at rest, on a board that is started.
  public init() {
    let place = memory_of_sensor()
    precondition(place.count >= MemoryLayout<Sensor<FixedEstimator>>.size)
    memory = place.bytes.bindMemory(to: Sensor<FixedEstimator>.self, capacity: 1)
    let room = memory_of_text()
    text = UnsafeMutableBufferPointer(
      start: room.bytes.bindMemory(to: UInt8.self, capacity: room.count), count: room.count)
    board_start()
  }

  /// Builds its sensor from a configuration; traps where that cannot be measured.
  ///
  /// - Parameters:
  ///   - rate: Frames a second, 1000...16000.
  ///   - configure: Changes the rest of the default configuration.
  @inline(never)
  public mutating func start(rate: Double, _ configure: (inout MeterConfiguration) -> Void) {
    do throws(MeterConfiguration.Failure) {
      try Sensor.initialize(memory) {
        $0.rate = rate
        configure(&$0)
      } estimator: {
        FixedEstimator()
      }
    } catch {
      fatalError()
    }
  }

  /// Measures a block of frames; returns whether it completed a reading, whose telegram then is due.
  @inline(never)
  public mutating func measure(_ codes: UnsafePointer<Int16>) -> Bool {
    let isComplete = memory.pointee.update(Span(_unsafeStart: codes, count: Int(BOARD_CODES)))
    if isComplete { isDue = true }
    return isComplete
  }

  /// The latest reading; nil before the first.
  public var reading: Reading? { memory.pointee.reading }

  /// The latest telegram.
  public var telegram: UnsafeMutableBufferPointer<UInt8> { .init(rebasing: text[..<textCount]) }

  /// Makes the latest reading's telegram, which then waits to be sent, and has the indicators show the reading.
  public mutating func compose() {
    isDue = false
    write()
    show()
    request.readingCompleted(at: board_milliseconds())
  }

  @inline(never)
  private mutating func write() {
    var output = OutputSpan(buffer: text, initializedCount: 0)
    do throws(Telegram.Failure) {
      try memory.pointee.writeTelegram(into: &output)
    } catch {
      fatalError()
    }
    textCount = output.finalize(for: text)
  }

  @inline(never)
  private mutating func show() {
    let indicators = memory.pointee.indicators(isRequestHigh: false, secondsSinceToggle: nil)
    power = indicators.power
    currentSense = indicators.currentSense
  }

  /// Makes the telegram that is due, unless the one before is still on its way; starts to send it if the reader asks for it;
  /// and lights the indicators.
  @inline(never)
  public mutating func serve() {
    let now = board_milliseconds()
    request.lineChanged(isHigh: board_is_requested(), at: now)
    if board_is_sent() {
      request.telegramCompleted()
      if isDue { compose() }
    }
    if request.step(at: now) == .start { board_send(text.baseAddress, textCount) }
    // At least 0, which takes less code.
    let millisecond = Int(truncatingIfNeeded: now) & .max
    board_light(
      power.isLit(atMillisecond: millisecond), currentSense.isLit(atMillisecond: millisecond),
      request.indicator(at: now).isLit(atMillisecond: millisecond))
  }
}
