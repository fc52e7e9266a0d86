// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

@Suite struct MeterConfigurationTests {
  /// Why a meter of this configuration could not be made; nil if it could.
  static func failure(_ configuration: MeterConfiguration) -> MeterConfiguration.Failure? {
    do throws(MeterConfiguration.Failure) {
      _ = try Meter(configuration, estimator: ScriptedEstimator { _ in .silence })
      return nil
    } catch {
      return error
    }
  }

  @Test("rates from 1000 to 16000 frames/s are measured", arguments: [1000, 4000, 7812.5, 16000])
  func rates(rate: Double) {
    #expect(Self.failure(MeterConfiguration(rate: rate)) == nil)
  }

  @Test("other rates are refused", arguments: [0, -4000, 999.999, 16000.001, .infinity, .nan])
  func unsupportedRates(rate: Double) {
    #expect(Self.failure(MeterConfiguration(rate: rate)) == .unsupportedRate)
  }

  @Test("nominal frequencies from 45 to 65 Hz are measured", arguments: [45, 50, 60, 65])
  func frequencies(frequency: Double) {
    #expect(Self.failure(MeterConfiguration(nominalFrequency: frequency)) == nil)
  }

  @Test("other nominal frequencies are refused", arguments: [0, -50, 44.9, 65.1, 400, .infinity, .nan])
  func unsupportedFrequencies(frequency: Double) {
    #expect(Self.failure(MeterConfiguration(nominalFrequency: frequency)) == .unsupportedFrequency)
  }

  @Test("reference angles of a turn at most are measured", arguments: [-360, -120, 0, 330])
  func angles(angle: Double) {
    for line in Line.allCases {
      var configuration = MeterConfiguration()
      configuration.wiring.referenceAngles[line] = angle
      #expect(Self.failure(configuration) == nil)
    }
  }

  @Test("other reference angles are refused", arguments: [-512, 512, 1e300, -.infinity, .nan])
  func unsupportedAngles(angle: Double) {
    for line in Line.allCases {
      var configuration = MeterConfiguration()
      configuration.wiring.referenceAngles[line] = angle
      #expect(Self.failure(configuration) == .unusableReference)
    }
  }

  @Test(
    "delays and leads whose turn could not be calculated are refused",
    arguments: [-512, 512, 1e21, -1e300, .infinity, .nan])
  func turns(value: Double) throws {
    var correction = CorrectionTable()
    try correction.append(CorrectionPoint(current: 1, gain: 1, lead: value))
    for channel in [
      ChannelCalibration(scale: 0.1, delay: value), ChannelCalibration(scale: 0.1, lead: value),
      ChannelCalibration(scale: 0.1, correction: correction),
    ] {
      var configuration = MeterConfiguration()
      configuration.calibration.channels.inputs[.input2] = channel
      #expect(Self.failure(configuration) == .unusableCalibration)
    }
  }

  @Test(
    "a noise and uncertainties that are negative or not finite are refused",
    arguments: [-1e-300, -.infinity, .infinity, .nan])
  func magnitudes(value: Double) {
    for channel in [
      ChannelCalibration(scale: 0.1, noise: value), ChannelCalibration(scale: 0.1, gainUncertainty: value),
      ChannelCalibration(scale: 0.1, leadUncertainty: value),
    ] {
      var configuration = MeterConfiguration()
      configuration.calibration.channels.voltage = channel
      #expect(Self.failure(configuration) == .unusableCalibration)
    }
    var configuration = MeterConfiguration()
    configuration.calibration.noiseLimit = value
    #expect(Self.failure(configuration) == .unusableCalibration)
    configuration.calibration.noiseLimit = -0.0
    configuration.calibration.channels.voltage.noise = -0.0
    #expect(Self.failure(configuration) == nil)
  }

  @Test("a nominal voltage that is not above 0 is refused", arguments: [0, -230, .infinity, .nan])
  func unsupportedVoltages(voltage: Double) {
    #expect(Self.failure(MeterConfiguration(nominalVoltage: voltage)) == .unusableReference)
  }

  @Test(
    "frames have at least the channels that the wiring needs",
    arguments: [(WiringMap.single, 2), (.star, 4), (.delta, 3), (.deltaAlternative, 4)])
  func channels(wiring: WiringMap, needed: Int) {
    for count in 0...4 {
      let failure = Self.failure(MeterConfiguration(channelCount: count, wiring: wiring))
      #expect(failure == (count < needed ? .missingChannel(needed: needed, found: count) : nil))
    }
    #expect(Self.failure(MeterConfiguration(channelCount: 5, wiring: wiring)) != nil)
  }

  @Test("by default everything is the device's: 4000 frames/s, four channels, star, 230 V, 50 Hz")
  func defaults() {
    let configuration = MeterConfiguration()
    #expect(configuration.rate == 4000 && configuration.channelCount == 4)
    #expect(configuration.wiring == .star && configuration.powerModel == .active)
    #expect(configuration.nominalVoltage == 230 && configuration.nominalFrequency == 50)
    #expect(configuration.calibration == .nominal())
  }
}
