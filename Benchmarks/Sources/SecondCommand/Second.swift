// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import Workload

/// Measures whole seconds of simulated frames, for a profiler to count.
///
///     second fftw|fixed|slowed RATE SECONDS
///
/// `slowed` is `fixed` with a plain pass over the frames in each second: what a check of costs has to notice. Prints the
/// bytes of the last telegram.
@main
struct Second {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let rate = Double(arguments[2]), let seconds = Int(arguments[3]) else {
      fatalError("usage: second fftw|fixed|slowed RATE SECONDS")
    }
    let frames = try SimulatedFrames(rate: rate, seconds: 2)
    switch arguments[1] {
    case "fftw":
      try measure(frames, seconds, FFTWEstimator(rate: rate, channelCount: 4))
    case "fixed":
      try measure(frames, seconds, FixedEstimator())
    case "slowed":
      try measure(frames, seconds, FixedEstimator(), PlainPass(frames))
    default:
      fatalError("expected fftw, fixed or slowed, found \(arguments[1])")
    }
  }

  static func measure(
    _ frames: SimulatedFrames, _ seconds: Int, _ estimator: consuming some PhasorEstimator & ~Copyable,
    _ burden: PlainPass? = nil
  ) throws {
    let sensor = try SensorSecond(frames, estimator: estimator)
    for _ in 0..<seconds {
      _ = burden?.read()
      try sensor.measure()
    }
    print(sensor.telegramLength)
  }
}
