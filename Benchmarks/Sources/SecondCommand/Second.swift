// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import Workload

/// Measures whole seconds of simulated frames, for a profiler to count: `second fftw|fixed RATE SECONDS`.
@main
struct Second {
  static func main() throws {
    let arguments = CommandLine.arguments
    let rate = Double(arguments[2])!
    let seconds = Int(arguments[3])!
    let frames = try SimulatedFrames(rate: rate, seconds: 2)
    switch arguments[1] {
    case "fftw":
      try measure(frames, seconds, FFTWEstimator(rate: rate, channelCount: 4))
    default:
      try measure(frames, seconds, FixedEstimator(rate: rate, channelCount: 4))
    }
  }

  static func measure(
    _ frames: SimulatedFrames, _ seconds: Int, _ estimator: consuming some PhasorEstimator & ~Copyable
  ) throws {
    var sensor = try SensorSecond(frames, estimator: estimator)
    for second in 0..<seconds {
      try sensor.measure(frames.codes.span.extracting(frames.range(ofSecond: second)))
    }
    print(sensor.telegramLength)
  }
}
