// SPDX-License-Identifier: Apache-2.0
import CMeterFFTW
import Foundation
import Metering
import MeteringFFTW
import Testing
import _TestSupport

/// The estimator as a machine: blocks, threads, silence, and what it refuses.
@Suite struct EstimatorStreamTests {
  static func waves(noise: Double = 2) -> [Wave] {
    [
      Wave(amplitude: 1600, degrees: 30, harmonics: [(3, 0.05, 0)], noise: noise),
      Wave(amplitude: 900, degrees: -10, harmonics: [(5, 0.4, 70)], offset: 13, noise: noise),
      Wave(amplitude: 3, degrees: 100, noise: noise),
    ]
  }

  @Test("how frames are split into blocks changes no bit", arguments: [UInt64](1...6))
  func splits(seed: UInt64) throws {
    let samples = Wave.frames(5000, rate: 1000, frequency: 50.7, Self.waves(), seed: seed)
    let whole = try EstimatorBench.cycles(samples, rate: 1000, channels: 3)
    var generator = SeededGenerator(seed: seed)
    let longest = Int.random(in: 1...700, using: &generator)
    let split = try EstimatorBench.cycles(samples, rate: 1000, channels: 3) {
      Int.random(in: 1...longest, using: &generator)
    }
    #expect(whole.count == 5)
    #expect(
      split.map(\.estimate.channels) == whole.map(\.estimate.channels),
      "seed \(seed), blocks up to \(longest)")
  }

  /// Frames of a format, and what an estimator makes of them.
  struct Job: Sendable {
    var rate: Double
    var channels: Int
    var samples: [Int16]

    init(rate: Double, channels: Int) {
      self.rate = rate
      self.channels = channels
      let waves = Array(EstimatorStreamTests.waves().prefix(channels))
      samples = Wave.frames(Int(2 * rate), rate: rate, frequency: 49.7, waves, seed: 9)
    }

    func estimates() throws -> [PerChannel<Fundamental>] {
      try EstimatorBench.cycles(samples, rate: rate, channels: channels).map(\.estimate.channels)
    }
  }

  @Test("estimators are made, used and freed in many threads at once, with the same results")
  func threads() throws {
    let jobs = [
      Job(rate: 1000, channels: 1), Job(rate: 1280, channels: 3), Job(rate: 2000, channels: 2),
      Job(rate: 1000, channels: 3),
    ]
    let together = Results()
    // Each thread makes, uses and frees estimators while others plan theirs.
    DispatchQueue.concurrentPerform(iterations: 24) { iteration in
      let index = iteration % jobs.count
      together.append(index, Result { try jobs[index].estimates() })
    }
    let alone = try jobs.map { try $0.estimates() }
    #expect(alone.allSatisfy { $0.count == 2 })
    let results = together.all
    #expect(results.count == 24)
    for (index, found) in results {
      #expect(try found.get() == alone[index])
    }
  }

  @Test(
    "a voltage without a mains frequency gives none",
    arguments: [
      Wave(amplitude: 0), Wave(amplitude: 0, offset: 700), Wave(amplitude: 0, noise: 1),
    ])
  func silence(voltage: Wave) throws {
    // 60 s of it: noise must not look like a mains even once.
    let samples = Wave.frames(60_000, rate: 1000, frequency: 50, [voltage, Wave(amplitude: 0)], seed: 21)
    let cycles = try EstimatorBench.cycles(samples, rate: 1000, channels: 2)
    #expect(cycles.count == 60)
    #expect(cycles.allSatisfy { $0.sums.period == nil })
    #expect(cycles.allSatisfy { $0.noise(1) == 0 && $0.phasor(1).magnitude == 0 })
  }

  @Test("without a voltage the currents' phasors are those at the frequency that is assumed")
  func assumed() throws {
    let samples = Wave.frames(3000, rate: 1000, frequency: 50, [Wave(amplitude: 0), Wave(amplitude: 5000)])
    for cycle in try EstimatorBench.cycles(samples, rate: 1000, channels: 2) {
      #expect(cycle.sums.period == nil)
      #expect(abs(cycle.phasor(1).magnitude / 5000 * 2.0.squareRoot() - 1) < 1e-4)
    }
  }

  @Test(
    "other frame rates than 1000...16000 are refused", arguments: [0, 999.9, 16000.1, -4000, .infinity, .nan])
  func unsupportedRates(rate: Double) {
    #expect(throws: FFTWEstimator.Failure.unsupportedFormat) {
      _ = try FFTWEstimator(rate: rate, channelCount: 4)
    }
    #expect(cm_fftw_create(rate, 4) == nil)
  }

  @Test("other numbers of channels than 1...4 are refused", arguments: [-1, 0, 5, 1 << 40])
  func unsupportedChannels(channels: Int) {
    #expect(throws: FFTWEstimator.Failure.unsupportedFormat) {
      _ = try FFTWEstimator(rate: 4000, channelCount: channels)
    }
  }

  @Test(
    "transforms are of the largest even length below a second without a factor above 5",
    arguments: [(1000, 1000), (1234.5, 1200), (4000, 4000), (7919, 7776), (16000, 16000)])
  func length(rate: Double, length: Int) {
    let estimator = cm_fftw_create(rate, 2)
    #expect(cm_fftw_length(estimator) == length)
    cm_fftw_destroy(estimator)
    cm_fftw_destroy(nil)
  }

  @Test(
    "a period whose frames are not held is not correlated",
    arguments: [(200, 190, true), (7000, 6999, true), (7000, 7000, false), (3000, 1000, false)])
  func notHeld(frames: Int, end: Int, isHeld: Bool) {
    let estimator = cm_fftw_create(1000, 1)
    cm_fftw_update(estimator, [Int16](repeating: 100, count: frames), frames)
    // Of a block 1250 frames are kept; the frame after a period's end is needed, too: of an end at a frame that frame.
    #expect(cm_fftw_correlate(estimator, UInt64(end) << 16, 20 << 16).is_held == isHeld)
    cm_fftw_skip(estimator, 5)
    #expect(!cm_fftw_correlate(estimator, UInt64(end) << 16, 20 << 16).is_held)
    cm_fftw_destroy(estimator)
  }

  @Test(
    "noise is found at any frequency, with bins between harmonics or without",
    arguments: [0.01, 3, 8, 50, 70, 499])
  func noise(frequency: Double) {
    var random = SeededGenerator(seed: 7)
    let codes = (0..<1000).map { _ in Int16((20 * Waves.gaussian(&random)).rounded()) }
    let estimator = cm_fftw_create(1000, 1)
    var estimate = cm_fftw_estimate()
    cm_fftw_update(estimator, codes, codes.count)
    cm_fftw_estimate_cycle(estimator, frequency, &estimate)
    // 400: the median of some 125 independent powers, as a Hann window joins neighbours, is known to 13 %.
    #expect(abs(estimate.noise.0 / 400 - 1) < 0.25)
    cm_fftw_destroy(estimator)
  }

  @Test("where frames of the latest second are lost the noise is not known")
  func unknownNoise() {
    let estimator = cm_fftw_create(1000, 1)
    var estimate = cm_fftw_estimate()
    cm_fftw_update(estimator, [Int16](repeating: 100, count: 1500), 1500)
    cm_fftw_estimate_cycle(estimator, 50, &estimate)
    #expect(estimate.noise.0 >= 0)
    cm_fftw_skip(estimator, 1)
    cm_fftw_update(estimator, [Int16](repeating: 100, count: 999), 999)
    cm_fftw_estimate_cycle(estimator, 50, &estimate)
    #expect(estimate.noise.0 == -1)
    cm_fftw_destroy(estimator)
  }
}

/// What threads found.
private final class Results: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [(Int, Result<[PerChannel<Fundamental>], any Error>)] = []

  func append(_ index: Int, _ result: Result<[PerChannel<Fundamental>], any Error>) {
    lock.withLock { found.append((index, result)) }
  }

  var all: [(Int, Result<[PerChannel<Fundamental>], any Error>)] { lock.withLock { found } }
}
