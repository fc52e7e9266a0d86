// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import Testing
import _TestSupport

@Suite("The choice between the estimators")
struct HostEstimatorTests {
  private func readings(_ estimator: consuming some PhasorEstimator & ~Copyable) throws -> [Reading] {
    let samples = Wave.frames(
      4000, rate: 1000, frequency: 50.2,
      [
        Wave(amplitude: 1600, degrees: 30, noise: 1), Wave(amplitude: 900, degrees: -10, noise: 1),
        Wave(amplitude: 300, degrees: 80, noise: 1), Wave(amplitude: 30, degrees: 0, noise: 1),
      ], seed: 3)
    var meter = try Meter(MeterConfiguration(rate: 1000), estimator: estimator)
    var readings: [Reading] = []
    meter.update(samples.span) { readings.append($0.checked()) }
    return readings
  }

  @Test("each kind reads as the estimator itself, bit by bit, and unlike the other")
  func same() throws {
    let fftw = try readings(HostEstimator(.fftw, rate: 1000, channelCount: 4))
    let fixed = try readings(HostEstimator(.fixed, rate: 1000, channelCount: 4))
    #expect(fftw.count == 4 && fixed.count == 4 && fftw != fixed)
    #expect(try fftw == readings(FFTWEstimator(rate: 1000, channelCount: 4)))
    #expect(try fixed == readings(FixedEstimator()))
  }

  @Test("formats that cannot be measured are refused", arguments: HostEstimator.Kind.allCases)
  func refused(kind: HostEstimator.Kind) {
    for (rate, channelCount) in [(999, 4), (16001, 4), (4000, 0), (4000, 5), (.nan, 4)] as [(Double, Int)] {
      #expect(throws: FFTWEstimator.Failure.unsupportedFormat) {
        _ = try kind.estimator(rate: rate, channelCount: channelCount)
      }
    }
  }
}
