// SPDX-License-Identifier: Apache-2.0
import Simulation
import CalibrationFitting
import Metering
import MeteringFFTW
import Recordings

/// One condition's stream, fed to a meter with each estimator.
struct SweepTrial {
  private let index: Int
  private let condition: SweepCondition
  private let seed: UInt64
  private let warmUp: Int
  private let cycles: Int
  private let calibration: CalibrationFile?

  /// The trial of a condition of a grid.
  ///
  /// - Parameters:
  ///   - index: The condition's, from 0.
  ///   - seed: That of the whole sweep; the trial's own follows from it and the index.
  ///   - calibration: The sensor's errors, which the meter corrects; nil for an ideal sensor.
  init(of grid: SweepGrid, index: Int, seed: UInt64, calibration: CalibrationFile?) {
    self.calibration = calibration
    self.index = index
    condition = grid.conditions[index]
    self.seed = SplitMix64(seed: seed, part: index).first
    warmUp = grid.warmUp
    cycles = grid.cycles
  }

  /// Simulates and measures; nil when it was cancelled.
  ///
  /// - Throws: The value that is out of its range, or the failure of a plan without memory.
  func run(
    _ estimators: [HostEstimator.Kind], isCancelled: @escaping () -> Bool
  ) throws -> SweepResult? {
    var scenario = condition.scenario(seed: seed)
    calibration?.addErrors(to: &scenario, at: condition.trueCurrent)
    let source = try SimulatedSource(scenario)
    let configuration = MeterConfiguration(
      rate: condition.rate,
      calibration: calibration?.corrections(on: source.calibration) ?? source.calibration,
      nominalFrequency: condition.frequency > 55 ? 60 : 50)
    func meter(_ kind: HostEstimator.Kind) throws -> Meter<HostEstimator>? {
      guard estimators.contains(kind) else { return nil }
      return try Meter(
        configuration, estimator: HostEstimator(kind, rate: condition.rate, channelCount: 4))
    }
    var fixed = try meter(.fixed)
    var fftw = try meter(.fftw)
    var fixedReadings = [Reading]()
    var fftwReadings = [Reading]()
    var seconds = 0
    var blocks = FrameBlocks(
      source, framesPerBlock: Int(condition.rate.rounded(.up)), isCancelled: isCancelled)
    while max(fixedReadings.count, fftwReadings.count) < cycles {
      guard let samples = try blocks.next() else { return nil }
      seconds += 1
      fixed?.update(samples.span) { if seconds > warmUp { fixedReadings.append($0) } }
      fftw?.update(samples.span) { if seconds > warmUp { fftwReadings.append($0) } }
    }
    let results = estimators.map { estimator in
      result(of: estimator, estimator == .fixed ? fixedReadings : fftwReadings)
    }
    let isCompared = estimators.contains(.fixed) && estimators.contains(.fftw)
    return SweepResult(
      index: index, condition: condition, estimators: results,
      agreement: isCompared ? agreement(fixedReadings, fftwReadings) : nil)
  }

  /// The errors and directions of the readings of one estimator.
  private func result(of estimator: HostEstimator.Kind, _ readings: [Reading]) -> EstimatorResult {
    let bound = condition.bound
    var errors = SweepErrors()
    var direction = DirectionAccuracy(
      readings: 0, wrongSigns: 0, wrong: 0, indeterminate: 0,
      distance: abs(90 - abs(condition.angle)) / bound.phase)
    let imports = abs(condition.angle) < 90
    for reading in readings {
      if let reading = CompleteReading(reading) {
        errors.append(reading, of: condition)
      } else {
        errors.missing += DirectionAccuracy.lines
      }
      for line in Line.allCases {
        guard let line = reading.lines[line] else { continue }
        direction.readings += 1
        direction.indeterminate += line.direction == .indeterminate ? 1 : 0
        direction.wrong += line.direction == (imports ? .export : .import) ? 1 : 0
        direction.wrongSigns += line.power.map { imports ? $0 < 0 : $0 > 0 } ?? false ? 1 : 0
      }
    }
    // The error of the noise power's average, halfway through the stream and over three lines, turns up halved
    // in the current. The bound's square holds the noise relative to the current.
    let averaged = Double((warmUp + cycles / 2) * DirectionAccuracy.lines)
    let noise = bound.rms * bound.rms * condition.rate
    let common = 0.5 * noise * estimator.relativeNoiseDeviation(at: condition.rate) / averaged.squareRoot()
    return EstimatorResult(
      estimator: estimator,
      fundamental: Accuracy(.init(errors.fundamental, clusterSize: 3), bound: bound.fundamental),
      rms: Accuracy(.init(errors.rms, clusterSize: 3), bound: bound.rms, common: common),
      phase: Accuracy(.init(errors.phase, clusterSize: 3), bound: bound.phase),
      frequency: Accuracy(.init(errors.frequency), bound: bound.frequency), direction: direction,
      missing: errors.missing)
  }

  /// How far the readings of one estimator are from those of the other.
  private func agreement(_ fixed: [Reading], _ fftw: [Reading]) -> Agreement {
    var fundamental = [Double]()
    var rms = [Double]()
    var phase = [Double]()
    for (fixed, fftw) in zip(fixed, fftw) {
      guard let fixed = CompleteReading(fixed), let fftw = CompleteReading(fftw) else { continue }
      for line in Line.allCases {
        fundamental.append(fixed.fundamental[line] / fftw.fundamental[line] - 1)
        rms.append(fixed.rms[line] / fftw.rms[line] - 1)
        phase.append((fixed.phase[line] - fftw.phase[line]).wrappedDegrees)
      }
    }
    func difference(_ values: [Double]) -> Agreement.Difference {
      let statistics = SampleStatistics(values, clusterSize: 3)
      return .init(mean: statistics.mean, error: statistics.meanError)
    }
    return Agreement(fundamental: difference(fundamental), rms: difference(rms), phase: difference(phase))
  }
}
