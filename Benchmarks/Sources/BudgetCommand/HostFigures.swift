// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import Workload

/// What a second of four channels costs on this machine, seconds.
struct HostFigures {
  /// Frames a second.
  let rate: Double
  /// The limits: a plain pass over the same bytes, and one execution of the same transforms.
  let plainPass, transforms: Double
  /// Taking the frames with each estimator.
  let ingestFFTW, ingestFixed: Double
  /// All of it: frames, cycle and telegram.
  let secondFFTW, secondFixed: Double
  /// Composing the telegram.
  let telegram: Double
  /// Bytes of the telegram.
  let telegramBytes: Int

  /// What is left for closing the cycle with the FFTW estimator.
  var close: Double { max(0, secondFFTW - ingestFFTW - telegram) }

  /// Measures, all in turns.
  init(rate: Double, rounds: Int) throws {
    let frames = try SimulatedFrames(rate: rate, seconds: 2)
    func fftw() throws -> FFTWEstimator { try FFTWEstimator(rate: rate, channelCount: 4) }
    func fixed() -> FixedEstimator { FixedEstimator() }
    let pass = PlainPass(frames)
    let transforms = BareTransforms(length: Int(rate))
    let ingestFFTW = Ingest(rate: rate, estimator: try fftw())
    let ingestFixed = Ingest(rate: rate, estimator: fixed())
    let sensorFFTW = try SensorSecond(frames, estimator: fftw())
    let sensorFixed = try SensorSecond(frames, estimator: fixed())
    var checksum = 0.0
    let times = try ThreadTime.lowerDeciles(
      rounds: rounds, repetitions: 20,
      of: [
        { checksum += Double(pass.read()) }, transforms.execute,
        { checksum += ingestFFTW.take(frames) }, { checksum += ingestFixed.take(frames) },
        sensorFFTW.measure, sensorFixed.measure, sensorFixed.compose,
      ])
    precondition(checksum.isFinite && sensorFFTW.telegramLength == sensorFixed.telegramLength)
    self.rate = rate
    plainPass = times[0]
    self.transforms = times[1]
    self.ingestFFTW = times[2]
    self.ingestFixed = times[3]
    secondFFTW = times[4]
    secondFixed = times[5]
    telegram = times[6]
    telegramBytes = sensorFixed.telegramLength
  }
}
