// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import P1Clamp
import P1Port
import Waveforms

extension Scenario {
  /// The configuration of a sensor that is installed as the scenario's wiring wants it.
  func configuration(
    _ powerModel: PowerModel = .active, wiring map: WiringMap? = nil
  ) -> MeterConfiguration {
    MeterConfiguration(
      rate: rate, calibration: calibration, wiring: map ?? WiringMap(wiring, rotation: rotation),
      powerModel: powerModel)
  }

  /// What finds the phasors.
  enum Estimator: String, CaseIterable {
    case fftw, fixed
  }

  /// What a sensor reads in the first seconds.
  func readings(
    _ seconds: Int, powerModel: PowerModel = .active, wiring map: WiringMap? = nil,
    estimator: Estimator = .fftw
  ) throws -> [Reading] {
    try telegrams(seconds, powerModel: powerModel, wiring: map, estimator: estimator).map(\.reading)
  }

  /// What a sensor sends in the first seconds.
  func telegrams(
    _ seconds: Int, powerModel: PowerModel = .active, profile: TelegramProfile = .csp1,
    wiring map: WiringMap? = nil, estimator: Estimator = .fftw
  ) throws -> [Telegram] {
    let configuration = configuration(powerModel, wiring: map)
    switch estimator {
    case .fftw:
      return try telegrams(
        seconds,
        Sensor(configuration, profile: profile, estimator: FFTWEstimator(rate: rate, channelCount: 4)))
    case .fixed:
      return try telegrams(
        seconds,
        Sensor(configuration, profile: profile, estimator: FixedEstimator()))
    }
  }

  private func telegrams(
    _ seconds: Int, _ sensor: consuming Sensor<some PhasorEstimator & ~Copyable>
  ) throws -> [Telegram] {
    var sensor = sensor
    var source = try SimulatedSource(self, seconds: Double(seconds))
    var telegrams: [Telegram] = []
    while true {
      // A number of frames that divides nothing.
      let samples = try source.read(upTo: 1237)
      if samples.isEmpty { return telegrams }
      sensor.update(samples.span) { telegrams.append($1) }
    }
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
