// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite("Resampling")
struct ResamplerTests {
  /// The gain of a filter's weights at a frequency, relative to the rate before it.
  private func gain(_ weights: [Double], at frequency: Double) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      real += weight * cos(2 * .pi * frequency * Double(index))
      imaginary += weight * sin(2 * .pi * frequency * Double(index))
    }
    return (real * real + imaginary * imaginary).squareRoot()
  }

  @Test(
    "decimation passes 2 kHz within 0.01 % and lets nothing fold, 80 dB down",
    arguments: [16001, 44100, 48000, 96000, 200_000] as [Double])
  func decimation(rate: Double) {
    let step = SamplingRate.step(of: rate)
    let rateAfter = rate / step
    #expect(rateAfter <= 16000 && rateAfter > 8000)
    let weights = ResamplingFilter(step: step).weights(at: 0)
    for frequency in stride(from: 0.0, through: 2000, by: 100) {
      #expect(abs(gain(weights, at: frequency / rate) - 1) < 1e-4, "\(frequency) Hz")
    }
    // What lies above half of the rate afterwards would fold.
    for place in 0...60 {
      let frequency = rateAfter / 2 + (rate - rateAfter) / 2 * Double(place) / 60
      #expect(gain(weights, at: frequency / rate) < 1e-4, "\(frequency) Hz")
    }
  }

  @Test("interpolation by two passes up to 0.45 of the rate and stops the images, 80 dB down")
  func interpolation() {
    let filter = ResamplingFilter(step: 0.5)
    let (even, odd) = (filter.weights(at: 0), filter.weights(at: 0.5))
    // Those of both phases in turn are the filter at twice the rate, with a gain of two.
    let weights = zip(odd, even).flatMap { [$0, $1] }
    for place in 0...20 {
      #expect(abs(gain(weights, at: 0.225 * Double(place) / 20) - 2) < 2e-4)
      #expect(gain(weights, at: 0.275 + 0.225 * Double(place) / 20) < 2e-4)
    }
  }

  @Test("a sinusoid comes through unmoved, cut into blocks anyhow", arguments: [0.5, 3, 7, 1.37])
  func sinusoid(step: Double) {
    let signal = (0..<2000).map { sin(0.02 * Double($0) + 0.3) }
    let phases = Resampler.Phases(step: step, isExact: step != 1.37)
    var whole = Resampler(phases, channels: 1)
    let expected = whole.update(signal) + whole.finish()
    #expect(expected.count == Int((2000 / step).rounded(.up)))
    let edge = Int(250 / step)
    for (index, value) in expected.enumerated().dropFirst(edge).dropLast(edge) {
      // The interpolated weights of a step without a small denominator are off by 2e-6.
      #expect(abs(value - sin(0.02 * Double(index) * step + 0.3)) < 4e-5)
    }
    var pieces = Resampler(phases, channels: 1)
    var found: [Double] = []
    for start in stride(from: 0, to: 2000, by: 17) {
      found += pieces.update(Array(signal[start..<min(2000, start + 17)]))
    }
    #expect(found + pieces.finish() == expected)
  }

  @Test("a code at a rail is one afterwards")
  func rails() {
    var signal = (0..<600).map { 90 * sin(0.05 * Double($0)) }
    signal[300] = 100
    var resampler = Resampler(Resampler.Phases(step: 3, isExact: true), channels: 1, rails: [-100...100])
    let found = resampler.update(signal) + resampler.finish()
    #expect(found.indices.filter { found[$0] == Resampler.highRail } == [100])
  }

  @Test("one frame, and none, come to an end", arguments: [0, 1, 2, 5])
  func short(count: Int) {
    for step in [0.5, 4] {
      var resampler = Resampler(Resampler.Phases(step: step, isExact: true), channels: 2)
      let frames = [Double](repeating: 1, count: 2 * count)
      let found = resampler.update(frames) + resampler.finish()
      #expect(found.count == 2 * Int((Double(count) / step).rounded(.up)))
      #expect(found.allSatisfy { abs($0 - 1) < 1e-12 })
    }
  }

  /// The reading of 5 A with harmonics at a rate, from 16-bit codes without noise.
  private func reading(rate: Double) throws -> LineReading {
    let folder = try TemporaryFolder()
    let scale = Calibration.nominal(bits: 16).channels.inputs[.input1].scale
    let codes = (0..<Int(1.02 * rate)).flatMap { frame -> [Int16] in
      let angle = 2 * .pi * 50.02 * Double(frame) / rate
      let current = 5 * 2.0.squareRoot() * (sin(angle - 0.4) + 0.2 * sin(5 * angle) + 0.05 * sin(25 * angle))
      return [Int16((26000 * sin(angle)).rounded()), Int16((current / scale).rounded())]
    }
    let path = try folder.write("a.raw", codes.littleEndianBytes)
    let source = try Recording.open(path, rate: rate, bits: 16, channels: ["V", "I1"])
    var meter = try Meter(
      MeterConfiguration(
        rate: source.rate, channelCount: 2, calibration: source.calibration, wiring: .single),
      estimator: FixedEstimator())
    var blocks = FrameBlocks(source, framesPerBlock: 4000)
    try meter.measure(&blocks) { $0.checked() }
    return try #require(meter.reading?.lines[.l1])
  }

  @Test("decimated and undecimated signals read alike")
  func readings() throws {
    let reference = try reading(rate: 16000)
    #expect(abs(reference.current / (5 * (1 + 0.04 + 0.0025).squareRoot()) - 1) < 50e-6)
    for rate in Trials.chosen([48000, 44100, 96000, 100_000], orEach: 3) as [Double] {
      let found = try reading(rate: rate)
      // What the demand allows: 50 ppm and 5 millidegrees.
      #expect(abs(found.current / reference.current - 1) < 50e-6, "\(rate)")
      #expect(abs(found.fundamental / reference.fundamental - 1) < 50e-6, "\(rate)")
      let (phase, expected) = try (#require(found.phase), #require(reference.phase))
      #expect(abs(phase - expected) < 0.005, "\(rate)")
    }
  }
}
