// SPDX-License-Identifier: Apache-2.0
import Recordings
import Simulation
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import Testing
import _TestSupport

extension Scenario {
  /// The configuration of a sensor that is installed as the scenario's wiring wants it.
  func configuration(
    _ powerModel: PowerModel = .active, wiring map: WiringMap? = nil
  ) -> MeterConfiguration {
    MeterConfiguration(
      rate: rate, calibration: calibration, wiring: map ?? WiringMap(wiring, rotation: rotation),
      powerModel: powerModel)
  }

  /// What a sensor reads in the first seconds.
  func readings(
    _ seconds: Int, powerModel: PowerModel = .active, wiring map: WiringMap? = nil,
    estimator: HostEstimator.Kind = .fftw
  ) throws -> [Reading] {
    try telegrams(seconds, powerModel: powerModel, wiring: map, estimator: estimator).map(\.reading)
  }

  /// What a sensor sends in the first seconds, a telegram in each: a loop over them is never empty.
  func telegrams(
    _ seconds: Int, powerModel: PowerModel = .active, profile: TelegramProfile = .csp1,
    wiring map: WiringMap? = nil, estimator: HostEstimator.Kind = .fftw
  ) throws -> [Telegram] {
    var sensor = try Sensor(
      configuration(powerModel, wiring: map), profile: profile,
      estimator: estimator.estimator(rate: rate, channelCount: 4))
    // A number of frames that divides nothing.
    var blocks = FrameBlocks(
      try SimulatedSource(self, seconds: Double(seconds)), framesPerBlock: 1237)
    var telegrams: [Telegram] = []
    while let frames = try blocks.next() {
      sensor.update(frames.span) { reading, telegram in
        reading.checked()
        telegrams.append(telegram)
      }
    }
    try #require(telegrams.count == seconds)
    return telegrams
  }
}

extension Telegram {
  /// The telegram as bytes on the heap.
  func bytes() throws -> [UInt8] {
    try [UInt8](capacity: Telegram.maximumLength) { output throws(Failure) in try write(into: &output) }
  }
}

/// How far two angles are apart, degrees.
func difference(_ a: Double, _ b: Double) -> Double {
  abs(Phasor(magnitude: 1, degrees: a - b).degrees)
}
