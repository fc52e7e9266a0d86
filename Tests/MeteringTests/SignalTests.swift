// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Metering

/// What a line's signal is judged to be where no sinusoid gets it.
@Suite struct SignalTests {
  /// The reading of a line that carries this, after a cycle of import.
  static func read(_ meanSquare: Double, noise: Double = 0, isSaturated: Bool = false) -> LineReading {
    var signal = Signal()
    signal.isSaturated = isSaturated
    signal.update(
      meanSquare: meanSquare, Fundamental(),
      Noise(power: noise, relativeDeviation: 0.1, unlimitedPower: noise), period: 20)
    let reference = LineReference(inverseLength: 1e-3, voltage: 230, largestCurrent: 40)
    var direction = Direction.import
    var reading = LineReading()
    signal.read(reference, voltage: Phasor(real: 1, imaginary: 0), &direction, into: &reading)
    return reading
  }

  @Test("a square that is not a number is a current that is none, which a telegram tells as the largest")
  func notANumber() {
    for reading in [Self.read(.nan), Self.read(.infinity, noise: .infinity)] {
      #expect(reading.current.isNaN && reading.apparentPower.isNaN && reading.power == nil)
      #expect(!reading.flags.contains(.belowRange))
    }
  }

  @Test("an infinite square is a current over range")
  func infinite() {
    let reading = Self.read(.infinity)
    #expect(reading.current == .infinity && reading.flags == .overRange)
  }

  @Test("less than its noise is nothing", arguments: [(0, 0), (1, 2), (1, 1)] as [(Double, Double)])
  func nothing(meanSquare: Double, noise: Double) {
    let reading = Self.read(meanSquare, noise: noise)
    #expect(reading.current == 0 && reading.power == 0 && reading.flags == .belowRange)
  }

  /// A sine of so many codes of amplitude that rails of 2048 cut, in codes, and the RMS of its fundamental.
  static func clipped(_ amplitude: Double) -> (meanSquare: Double, share: Double, fundamental: Double) {
    let values = (0..<10000).map {
      max(-2048, min(2048, amplitude * cos(2 * .pi * (Double($0) + 0.5) / 10000)))
    }
    let square = values.reduce(0) { $0 + $1 * $1 } / 10000
    let real = values.enumerated().reduce(0) {
      $0 + $1.element * cos(2 * .pi * (Double($1.offset) + 0.5) / 10000)
    }
    return (square, Double(values.count { abs($0) == 2048 }) / 10000, 2.0.squareRoot() * real / 10000)
  }

  @Test(
    "a clipped sine is read as the sine it was", arguments: [2049, 2200, 2700, 4096, 8000, 12000] as [Double])
  func unclipped(amplitude: Double) {
    let (meanSquare, share, fundamental) = Self.clipped(amplitude)
    var signal = Signal()
    signal.update(
      meanSquare: meanSquare,
      Fundamental(phasor: Phasor(real: 0, imaginary: fundamental), square: fundamental * fundamental),
      Noise(power: 0, relativeDeviation: 0, unlimitedPower: 0), period: 80)
    signal.unclip(share: share, lost: 0, rail: 2048, period: 10000)
    // The share is known to half of 1/10000 at each of four edges: of cos(pi q / 2) at 12000, 0.17, a two hundredth.
    #expect(abs((2 * signal.square).squareRoot() / amplitude - 1) < 5e-3)
    #expect(signal.flags == .clipped)
    // It has no harmonics, so that it is all fundamental: that is found to 0.9 %.
    #expect(abs(signal.fundamental / signal.square - 1) < 0.018)
    #expect(abs(signal.phasor.magnitude / signal.square.squareRoot() - 1) < 0.009)
    // What is estimated is uncertain by as much.
    let estimated = 1 - (meanSquare / signal.square).squareRoot()
    #expect(abs(signal.gainVariance - estimated * estimated) < 1e-9)
  }

  @Test("a spike that reaches a rail is flagged and changes nothing else")
  func spike() {
    var signal = Signal()
    signal.update(
      meanSquare: 5000, Fundamental(), Noise(power: 0, relativeDeviation: 0, unlimitedPower: 0), period: 80)
    signal.unclip(share: 2.5e-4, lost: 0, rail: 2048, period: 80)
    // It may be the top of a sine that flows for a part of the time, which keeps 99.6 % of its power.
    #expect(abs(signal.square / 5000 - 1) < 5e-3 && signal.flags == .clipped)
  }

  @Test(
    "a sine that flows for a part of the cycle and is clipped is read as it was",
    arguments: [0.02, 0.1, 0.3, 0.45],
    [2700, 4096, 8000] as [Double])
  func burst(part: Double, amplitude: Double) {
    let (meanSquare, share, _) = Self.clipped(amplitude)
    var signal = Signal()
    signal.update(
      meanSquare: part * meanSquare, Fundamental(), Noise(power: 0, relativeDeviation: 0, unlimitedPower: 0),
      period: 80)
    signal.unclip(share: part * share, lost: 0, rail: 2048, period: 10000)
    let least = 2048.0 * 2048 / 2
    // Where it has half of the least sine's power it may be such a sine: then it reads up to sqrt 2 too much.
    let isTakenForSine = part * meanSquare > 0.5 * least
    let ratio = signal.square / (part * amplitude * amplitude / 2)
    #expect(ratio > 0.98 && ratio < (isTakenForSine ? 2 : 1.02))
  }

  @Test(
    "peaks of 50 % of harmonics are never read too low, up to 44 A before rails at 62.5 A",
    arguments: [[3: 0.5], [5: 0.5], [3: 0.35, 5: 0.35], [3: 0.29, 5: 0.29, 7: 0.29], [7: 0.5], [3: -0.5]])
  func peaks(harmonics: [Int: Double]) {
    for amperes in [36, 38, 40, 42, 44.0] {
      let rail = 62.5 / amperes
      let values = (0..<10000).map { index in
        let turn = 2 * Double.pi * Double(index) / 10000
        return harmonics.reduce(cos(turn)) { $0 + $1.value * cos(Double($1.key) * turn) }
          * (2 / 1.25).squareRoot()
      }
      let truth = values.reduce(0) { $0 + $1 * $1 } / 10000
      let cut = values.map { max(-rail, min(rail, $0)) }
      let share = Double(cut.count { abs($0) == rail }) / 10000
      guard share > 0 else { continue }
      var signal = Signal()
      signal.update(
        meanSquare: cut.reduce(0) { $0 + $1 * $1 } / 10000, Fundamental(),
        Noise(power: 0, relativeDeviation: 0, unlimitedPower: 0), period: 80)
      signal.unclip(share: share, lost: 0, rail: rail, period: 10000)
      #expect(signal.square >= truth, "\(amperes) A")
    }
  }

  @Test(
    "where frames and mains keep step a clipped sine is not read too low in any phase, and never 10 % too large"
  )
  func locked() {
    for amplitude in [2900.0, 3700, 4600] {
      for phase in stride(from: 0, to: 1, by: 0.05) {
        let values = (0..<80).map {
          max(-2048, min(2048, amplitude * cos(2 * .pi * (Double($0) + phase) / 80)))
        }
        var signal = Signal()
        signal.update(
          meanSquare: values.reduce(0) { $0 + $1 * $1 } / 80, Fundamental(),
          Noise(power: 0, relativeDeviation: 0, unlimitedPower: 0), period: 80)
        signal.unclip(share: Double(values.count { abs($0) == 2048 }) / 80, lost: 0, rail: 2048, period: 80)
        let ratio = (2 * signal.square).squareRoot() / amplitude
        #expect(ratio > 0.999 && ratio < 1.1, "\(amplitude), \(phase)")
      }
    }
  }

  @Test("beyond nine tenths of the codes at the rails the estimate saturates")
  func saturated() {
    var (signal, whole) = (Signal(), Signal())
    for share in [0.9, 1] {
      signal.update(
        meanSquare: 4e6, Fundamental(), Noise(power: 0, relativeDeviation: 0, unlimitedPower: 0), period: 80)
      signal.unclip(share: share, lost: 0, rail: 2048, period: 10000)
      if share == 0.9 { whole = signal }
    }
    #expect(signal.square == whole.square)
  }

  @Test("a current too large to estimate is read as 1000 A, or as the least that it may be")
  func tooLarge() {
    for (square, current) in [(250.0 * 250, 1000.0), (7000 * 7000, 7000), (0, 1000)] {
      let reading = Self.read(square, isSaturated: true)
      #expect(reading.current == current && reading.flags.contains(.overRange))
      #expect(reading.power == nil && reading.apparentPower == 230 * current)
    }
  }
}
