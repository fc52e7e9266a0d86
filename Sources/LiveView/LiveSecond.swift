// SPDX-License-Identifier: Apache-2.0
public import Metering
public import P1Port
public import P1Transport

/// One second of an instrument as it is shown: never changed, and replaced by the next one.
public struct LiveSecond: Sendable {
  /// The reading.
  public var reading: Reading
  /// When it was made, ms of the clock of the ports, `MonotonicClock` of P1Transport.
  public var made: UInt64
  /// Whether a recording ended within the second.
  public var isPartial = false
  /// The voltage, V, where it has been far from the expected one for several seconds, and the expected one; nil where it is not.
  public var doubtfulVoltage: (measured: Double, expected: Double)?
  /// The energy that was counted up to the reading; nil where nothing is.
  public var energy: EnergyCount?
  /// The telegram as it was sent, from `/` to the last CR LF; nil where there is none.
  public var telegram: [UInt8]?
  /// The latest frames, oldest first: interleaved codes of whole frames, such as ``LatestFrames`` has. None where no waveform is
  /// shown.
  public var frames: [Int16] = []
  /// The states of the ports for telegrams.
  public var ports: [PortState] = []

  /// A second of a reading.
  ///
  /// - Parameters:
  ///   - reading: What was measured.
  ///   - made: When, ms of the clock of the ports.
  public init(_ reading: Reading, made: UInt64) {
    self.reading = reading
    self.made = made
  }
}

/// The latest frames of a stream: a ring that is written all the time and read once a second.
public struct LatestFrames: Sendable {
  private var codes: [Int16]
  private var next = 0
  private var isFull = false

  /// An empty ring for 0.28 s: ten mains periods and two more, down to 43 Hz.
  ///
  /// - Parameters:
  ///   - rate: Frames a second, above 0.
  ///   - channelCount: Channels of a frame, above 0.
  public init(rate: Double, channelCount: Int) {
    codes = Array(repeating: 0, count: Int(rate * 0.28) * channelCount)
  }

  /// Appends the next frames.
  ///
  /// - Parameter frames: Interleaved codes of whole frames.
  public mutating func append(_ frames: Span<Int16>) {
    for index in max(0, frames.count - codes.count)..<max(frames.count, 0) {
      codes[next] = frames[index]
      next += 1
      if next == codes.count { (next, isFull) = (0, true) }
    }
  }

  /// The latest frames, oldest first, as interleaved codes.
  public var frames: [Int16] {
    isFull ? Array(codes[next...] + codes[..<next]) : Array(codes[..<next])
  }
}
