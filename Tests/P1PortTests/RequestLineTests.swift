// SPDX-License-Identifier: Apache-2.0
import P1Port
import Testing

@Suite struct RequestLineTests {
  @Test("a line that is not wired is always on: a telegram for each reading, whole", arguments: modes)
  func unwired(mode: RequestLine.Mode) {
    var wire = Wire(mode: mode, isHigh: true)
    wire.play([(0, .reading), (1000, .reading), (2000, .reading)], until: 3000)
    #expect(wire.sent == [whole(0, 1), whole(1000, 2), whole(2000, 3)])
    #expect(wire.request.indicator(at: 3000) == .on)
  }

  @Test("a line that is low lets nothing through", arguments: modes)
  func low(mode: RequestLine.Mode) {
    var wire = Wire(mode: mode)
    wire.play([(0, .reading), (1000, .reading)], until: 5000)
    #expect(wire.sent == [])
    #expect(wire.request.indicator(at: 5000) == .off)
  }

  @Test("once up, a telegram follows at once and then one a second", arguments: modes)
  func up(mode: RequestLine.Mode) {
    var wire = Wire(mode: mode)
    wire.play(
      [(1000, .reading), (1400, .high), (2000, .reading), (3000, .reading), (4000, .reading)], until: 5000)
    #expect(wire.sent == [whole(1400, 1), whole(2400, 2), whole(3400, 3), whole(4400, 4)])
  }

  @Test(
    "a reading is fresh for 1.5 s", arguments: modes,
    [(1000, whole(1000, 1)), (2499, whole(2499, 1)), (2500, nil), (9000, nil)] as [(UInt64, Wire.Sent?)])
  func fresh(mode: RequestLine.Mode, upAndSent: (UInt64, Wire.Sent?)) {
    let (up, sent) = upAndSent
    var wire = Wire(mode: mode)
    wire.play([(1000, .reading), (up, .high)], until: 9500)
    #expect(wire.sent == (sent.map { [$0] } ?? []))
  }

  @Test("when readings stop, so do telegrams, and go on with the next reading", arguments: modes)
  func readingsStop(mode: RequestLine.Mode) {
    var wire = Wire(mode: mode, isHigh: true)
    wire.play([(0, .reading), (1000, .reading), (60_000, .reading), (61_000, .reading)], until: 70_000)
    #expect(wire.sent == [whole(0, 1), whole(1000, 2), whole(60_000, 3), whole(61_000, 4)])
  }

  @Test(
    "two telegrams are never closer than a second; of readings that wait the latest is sent", arguments: modes
  )
  func pace(mode: RequestLine.Mode) {
    var wire = Wire(mode: mode, isHigh: true)
    // A reading 0.3 s late, then one every 0.1 s.
    wire.play(
      [(0, .reading), (1300, .reading), (2000, .reading)]
        + (0..<30).map { (3000 + UInt64($0) * 100, .reading) }, until: 7000)
    #expect(
      wire.sent == [
        whole(0, 1), whole(1300, 2), whole(2300, 3), whole(3300, 7), whole(4300, 17), whole(5300, 27),
        whole(6300, 33),
      ])
  }

  @Test("down in the middle of a telegram: broken off within a byte, and the next reading afresh")
  func downAborts() {
    var wire = Wire()
    wire.play(
      [(0, .reading), (100, .high), (110, .low), (300, .high), (1000, .reading), (2000, .reading)],
      until: 3000)
    // 10 ms are 115.2 bits of 10 a byte: the twelfth byte began before the line fell.
    #expect(bytes(inMilliseconds: 10) == 116)
    #expect(wire.sent == [Wire.Sent(start: 100, reading: 1, count: 116), whole(1100, 2), whole(2100, 3)])
  }

  @Test("down in the middle of a telegram: completed, and nothing while the line is low")
  func downFinishes() {
    var wire = Wire(mode: .finish)
    wire.play(
      [(0, .reading), (100, .high), (110, .low), (1000, .reading), (1300, .high), (2000, .reading)],
      until: 3000)
    #expect(wire.sent == [whole(100, 1), whole(1300, 2), whole(2300, 3)])
  }

  @Test(
    "the last byte begins 69.79 ms after the first: down before it breaks off, down after it does not",
    arguments: [(69, 795), (70, 805)] as [(UInt64, Int)])
  func lastByte(length: UInt64, count: Int) {
    var wire = Wire()
    wire.play([(0, .reading), (0, .high), (length, .low)], until: 2000)
    #expect(wire.sent == [Wire.Sent(start: 0, reading: 1, count: count)])
    #expect(bytes(inMilliseconds: 69) == 795)
  }

  @Test("down and up again within one byte still breaks off", arguments: modes)
  func glitch(mode: RequestLine.Mode) {
    var wire = Wire(mode: mode)
    wire.play([(0, .reading), (0, .high), (10, .low), (10, .high), (1000, .reading)], until: 2000)
    #expect(
      wire.sent == [Wire.Sent(start: 0, reading: 1, count: mode == .abort ? 116 : 805), whole(1000, 2)])
  }

  @Test("toggled for each telegram, as charge points do: every reading once, whole", arguments: modes)
  func toggledEachTelegram(mode: RequestLine.Mode) {
    // The charge point lowers the line 5 ms after a telegram of 69.9 ms, and raises it 400 ms later.
    var script: [(UInt64, Wire.Event)] = []
    for second in 0..<20 as Range<UInt64> {
      let start = second * 1000
      script += [(start, .reading), (start + 75, .low), (start + 475, .high)]
    }
    var wire = Wire(mode: mode, isHigh: true)
    wire.play(script, until: 20_000)
    #expect(wire.sent == (0..<20).map { whole(UInt64($0) * 1000, $0 + 1) })
    #expect(wire.request.indicator(at: 19_999) == .blinking(onMilliseconds: 500, ofPeriod: 1000))
  }

  @Test("a storm at 100 Hz gets 5 ms of one telegram a second, each from its beginning")
  func stormAborts() {
    var wire = Wire()
    wire.play(storm(seconds: 4), until: 4000)
    // The line is high in the first half of each period: 57.6 bytes' time.
    #expect(wire.sent == (0..<4).map { Wire.Sent(start: UInt64($0) * 1000, reading: $0 + 1, count: 58) })
  }

  @Test("a storm at 100 Hz gets one whole telegram a second")
  func stormFinishes() {
    var wire = Wire(mode: .finish)
    wire.play(storm(seconds: 4), until: 4100)
    #expect(wire.sent == (0..<4).map { whole(UInt64($0) * 1000, $0 + 1) })
  }

  @Test("a storm that begins between readings gets the reading that waits, then keeps its pace")
  func stormLater() {
    var wire = Wire(mode: .finish)
    wire.play(storm(seconds: 3, offset: 503), until: 3600)
    #expect(wire.sent == [whole(503, 1), whole(1503, 2), whole(2503, 3)])
  }

  @Test("a port that takes 3 s for a telegram skips the readings meanwhile and delays none")
  func slow() {
    var wire = Wire(isHigh: true, telegramLength: 34_560)
    wire.play((0..<8).map { (UInt64($0) * 1000, .reading) }, until: 8000)
    #expect(wire.sent.map(\.start) == [0, 3000, 6000])
    #expect(wire.sent.map(\.reading) == [1, 4, 7])
  }

  @Test(
    "the indicator blinks for 3 s after a change and is steady then",
    arguments: [
      (0, .off), (999, .off), (1000, blinking), (3999, blinking), (4000, .on), (9999, .on),
      (10_000, blinking),
      (12_999, blinking), (13_000, .off),
    ] as [(UInt64, IndicatorState)])
  func indicator(time: UInt64, state: IndicatorState) {
    var request = RequestLine(isHigh: false)
    for (change, isHigh) in [(1000, true), (2500, true), (10_000, false)] as [(UInt64, Bool)]
    where change <= time {
      // Saying the level again is no change.
      request.lineChanged(isHigh: isHigh, at: change)
    }
    #expect(request.indicator(at: time) == state)
  }

  private func storm(seconds: UInt64, offset: UInt64 = 0) -> [(UInt64, Wire.Event)] {
    let readings = (0..<seconds).map { ($0 * 1000, Wire.Event.reading) }
    let edges = (0..<seconds * 100 - offset / 10).flatMap { period -> [(UInt64, Wire.Event)] in
      [(offset + period * 10, .high), (offset + period * 10 + 5, .low)]
    }
    return (readings + edges).sorted { $0.0 < $1.0 }
  }
}

private let modes = [RequestLine.Mode.abort, .finish]
private let blinking = IndicatorState.blinking(onMilliseconds: 500, ofPeriod: 1000)

/// A telegram of 805 bytes that left whole.
private func whole(_ start: UInt64, _ reading: Int) -> Wire.Sent {
  Wire.Sent(start: start, reading: reading, count: 805)
}

/// Bytes that are begun within a time from the first one's start.
private func bytes(inMilliseconds time: UInt64) -> Int {
  Int((time * Wire.millisecond + Wire.byte - 1) / Wire.byte)
}
