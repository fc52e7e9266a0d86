// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Port
import Testing

@Suite struct IndicatorTests {
  @Test(
    "CS is lit 25 ms an ampere of each second, and all the time from 40 A",
    arguments: [
      (0, .off), (-0.0, .off), (-5, .off), (-.infinity, .on), (0.039_999, .off),
      (0.04, .blinking(onMilliseconds: 1, ofPeriod: 1000)),
      (1, .blinking(onMilliseconds: 25, ofPeriod: 1000)),
      (10, .blinking(onMilliseconds: 250, ofPeriod: 1000)),
      (39.99, .blinking(onMilliseconds: 999, ofPeriod: 1000)),
      (Double(40).nextDown, .blinking(onMilliseconds: 999, ofPeriod: 1000)), (40, .on), (1e9, .on),
      (.greatestFiniteMagnitude, .on), (.infinity, .on), (.nan, .on),
    ] as [(Double, IndicatorState)])
  func currentSense(amperes: Double, state: IndicatorState) {
    #expect(Indicators.currentSense(amperes: amperes) == state)
  }

  @Test(
    "P1 is off when low, on when continuously high, blinking for 3 s after a change",
    arguments: [
      (false, nil, .off), (true, nil, .on), (false, 3, .off), (true, 3, .on), (true, .infinity, .on),
      (true, .nan, .on), (false, 0, blinking), (true, 0, blinking), (true, 2.999, blinking),
      (false, 2.999, blinking),
    ] as [(Bool, Double?, IndicatorState)])
  func port(isHigh: Bool, seconds: Double?, state: IndicatorState) {
    #expect(Indicators.port(isRequestHigh: isHigh, secondsSinceToggle: seconds) == state)
  }

  @Test("PWR is on from the start and off where the mains voltage is lost")
  func power() {
    #expect(Indicators.power(nil) == .on)
    #expect(Indicators.power(.example) == .on)
    var reading = Reading(nil, nil, nil, frequency: nil)
    // After lost frames the frequency may be unknown while there is a voltage.
    #expect(Indicators.power(reading) == .on)
    reading.flags = .frequencyLost
    #expect(Indicators.power(reading) == .off)
  }

  @Test("the indicators of a reading follow its summed currents")
  func reading() {
    let line = LineReading(current: 5, power: 1150)
    let indicators = Indicators(
      reading: Reading(line, line, nil), isRequestHigh: true, secondsSinceToggle: nil)
    #expect(indicators.power == .on)
    #expect(indicators.currentSense == .blinking(onMilliseconds: 250, ofPeriod: 1000))
    #expect(indicators.port == .on)
    let before = Indicators(reading: nil, isRequestHigh: false, secondsSinceToggle: nil)
    #expect(before.power == .on && before.currentSense == .off && before.port == .off)
  }

  @Test(
    "an LED on for 250 ms is lit for exactly those of each second", arguments: [-1000, 0, 1000, 86_400_000])
  func lit(second: Int) {
    let state = IndicatorState.blinking(onMilliseconds: 250, ofPeriod: 1000)
    let lit = (second..<(second + 1000)).filter { state.isLit(atMillisecond: $0) }
    #expect(lit == Array(second..<(second + 250)))
  }

  @Test("a steady LED does not change", arguments: [Int.min, -1, 0, 999, Int.max])
  func steady(milliseconds: Int) {
    #expect(IndicatorState.on.isLit(atMillisecond: milliseconds))
    #expect(!IndicatorState.off.isLit(atMillisecond: milliseconds))
  }
}

private let blinking = IndicatorState.blinking(onMilliseconds: 500, ofPeriod: 1000)
