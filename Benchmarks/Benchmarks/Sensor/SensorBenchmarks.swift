// SPDX-License-Identifier: Apache-2.0
import Benchmark
import Metering
import MeteringFFTW
import Workload

/// Seconds measured in one sample of what takes microseconds.
private let seconds = 100

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .peakMemoryResident], timeUnits: .microseconds, warmupIterations: 2,
    maxDuration: .milliseconds(100))
  for rate in [1000.0, 4000, 8000, 16000] {
    ingest(rate)
    wholeSecond(rate)
  }
  close()
  telegram()
  limits()
  sources()
}

private func ingest(_ rate: Double) {
  Benchmark("Ingest \(seconds) s of 4 x \(Int(rate)) frames, FFTW") { benchmark in
    let frames = try SimulatedFrames(rate: rate, seconds: 2)
    let ingest = Ingest(rate: rate, estimator: try FFTWEstimator(rate: rate, channelCount: 4))
    benchmark.startMeasurement()
    for _ in 0..<seconds { blackHole(ingest.take(frames)) }
  }
  Benchmark("Ingest \(seconds) s of 4 x \(Int(rate)) frames, fixed") { benchmark in
    let frames = try SimulatedFrames(rate: rate, seconds: 2)
    let ingest = Ingest(rate: rate, estimator: FixedEstimator())
    benchmark.startMeasurement()
    for _ in 0..<seconds { blackHole(ingest.take(frames)) }
  }
}

private func wholeSecond(_ rate: Double) {
  Benchmark("Measure \(seconds) s of 4 x \(Int(rate)) frames, FFTW") { benchmark in
    let sensor = try fftwSensor(rate)
    benchmark.startMeasurement()
    for _ in 0..<seconds { try sensor.measure() }
  }
  Benchmark("Measure \(seconds) s of 4 x \(Int(rate)) frames, fixed") { benchmark in
    let sensor = try fixedSensor(rate)
    benchmark.startMeasurement()
    for _ in 0..<seconds { try sensor.measure() }
  }
}

private func close() {
  Benchmark("Close a cycle of 4 x 4000 frames, FFTW") { benchmark in
    let sensor = try fftwSensor(4000)
    sensor.takeAllButLast()
    benchmark.startMeasurement()
    sensor.takeLast()
  }
  Benchmark("Close a cycle of 4 x 4000 frames, fixed") { benchmark in
    let sensor = try fixedSensor(4000)
    sensor.takeAllButLast()
    benchmark.startMeasurement()
    sensor.takeLast()
  }
}

private func telegram() {
  Benchmark("Compose \(seconds) telegrams") { benchmark in
    let sensor = try fixedSensor(4000)
    benchmark.startMeasurement()
    for _ in 0..<seconds { try sensor.compose() }
  }
}

private func limits() {
  Benchmark("Limit: plain pass over \(seconds) s of 4 x 4000 codes") { benchmark in
    let pass = PlainPass(try SimulatedFrames(rate: 4000, seconds: 2))
    benchmark.startMeasurement()
    for _ in 0..<seconds { blackHole(pass.read()) }
  }
  Benchmark("Limit: bare fftw_execute of 4 x 4000, \(seconds) times") { benchmark in
    let transforms = BareTransforms(length: 4000)
    benchmark.startMeasurement()
    for _ in 0..<seconds { transforms.execute() }
  }
}

/// A sensor that has settled.
private func fftwSensor(_ rate: Double) throws -> SensorSecond<FFTWEstimator> {
  let sensor = try SensorSecond(
    SimulatedFrames(rate: rate, seconds: 2), estimator: FFTWEstimator(rate: rate, channelCount: 4))
  for _ in 0..<3 { try sensor.measure() }
  return sensor
}

/// A sensor that has settled.
private func fixedSensor(_ rate: Double) throws -> SensorSecond<FixedEstimator> {
  let sensor = try SensorSecond(
    SimulatedFrames(rate: rate, seconds: 2), estimator: FixedEstimator())
  for _ in 0..<3 { try sensor.measure() }
  return sensor
}
