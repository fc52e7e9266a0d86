// SPDX-License-Identifier: Apache-2.0
public import CP1Clamp
import Metering
import P1Clamp
import P1Port

/// Writes the configuration of the device.
@c @implementation
public func p1clamp_config_default(_ config: UnsafeMutablePointer<p1clamp_config>!) {
  guard let config else { return }
  config.initialize(
    to: p1clamp_config(
      frames_per_second: 4000, nominal_volts: 230, nominal_hertz: 50, calibration: nil,
      profile: p1clamp_profile_csp1, identification: text("XMXCQA0000008879"),
      equipment: text("E0000000000000000"), version_text: text("XMX_P1CS_V05"), wiring: p1clamp_wiring_star(),
      channels: 4, bits: 12, power_model: UInt8(P1CLAMP_POWER_ACTIVE.rawValue), finishes: false))
}

/// Puts a sensor at rest into storage.
@c @implementation
public func p1clamp_begin(
  _ sensor: UnsafeMutablePointer<p1clamp_sensor>!, _ size: Int, _ config: UnsafePointer<p1clamp_config>!
) -> p1clamp_status {
  guard let sensor else { return P1CLAMP_ERROR_ARGUMENT.status }
  let size = UInt(bitPattern: size)
  guard let place = sensor.place, size >= SensorState.markSize else { return P1CLAMP_ERROR_STORAGE.status }
  // What the storage held has ended, whatever is refused.
  place.pointee.mark = 0
  guard let config else { return P1CLAMP_ERROR_ARGUMENT.status }
  guard size >= MemoryLayout<SensorState>.size else { return P1CLAMP_ERROR_STORAGE.status }
  do throws(Refusal) {
    try begin(place, config)
  } catch {
    return error.code.status
  }
  place.pointee.mark = SensorState.mark
  return P1CLAMP_OK.status
}

/// Why a sensor does not begin.
struct Refusal: Error {
  let code: p1clamp_code
}

/// Fills the storage of a sensor, part by part: as a value it would be built on the stack.
private func begin(
  _ place: UnsafeMutablePointer<SensorState>, _ config: UnsafePointer<p1clamp_config>
) throws(Refusal) {
  let identity = try identity(config)
  guard let wiring = WiringMap(config.pointee.wiring) else { throw Refusal(code: P1CLAMP_ERROR_WIRING) }
  guard let powerModel = PowerModel(code: config.pointee.power_model) else {
    throw Refusal(code: P1CLAMP_ERROR_POWER_MODEL)
  }
  // Power would be sqrt(3) times too large.
  if powerModel == .measured, wiring.hasNeutral, config.pointee.wiring.isSupplyBetweenLines {
    throw Refusal(code: P1CLAMP_ERROR_POWER_MODEL)
  }
  guard config.pointee.calibration != nil || (12...16).contains(config.pointee.bits) else {
    throw Refusal(code: P1CLAMP_ERROR_BITS)
  }
  guard let profile = config.pointee.profile else { throw Refusal(code: P1CLAMP_ERROR_ARGUMENT) }
  var isCalibrated = true
  do throws(MeterConfiguration.Failure) {
    try Sensor.initialize(&place.pointee.sensor, profile: TelegramProfile(profile), identity: identity) {
      $0.rate = config.pointee.frames_per_second
      $0.channelCount = Int(config.pointee.channels)
      $0.wiring = wiring
      $0.powerModel = powerModel
      $0.nominalVoltage = config.pointee.nominal_volts
      $0.nominalFrequency = config.pointee.nominal_hertz
      if let table = config.pointee.calibration {
        isCalibrated = $0.calibration.set(table)
      } else {
        $0.calibration.setBits(config.pointee.bits)
      }
    } estimator: {
      FixedEstimator()
    }
  } catch {
    throw Refusal(code: code(error))
  }
  guard isCalibrated else { throw Refusal(code: P1CLAMP_ERROR_CALIBRATION) }
  place.pointee.channelCount = Int(config.pointee.channels)
  place.pointee.clock = SampleClock(rate: config.pointee.frames_per_second)
  place.pointee.request = RequestLine(mode: config.pointee.finishes ? .finish : .abort, isHigh: false)
  place.pointee.isPowered = true
  place.pointee.currentSense = .off
}

/// The code for the part of a configuration that cannot be measured.
private func code(_ failure: MeterConfiguration.Failure) -> p1clamp_code {
  switch failure {
  case .unsupportedRate: P1CLAMP_ERROR_RATE
  case .missingChannel, .excessChannel: P1CLAMP_ERROR_CHANNELS
  // The nominal voltage is that of the identity, which has been checked.
  case .contradictoryWiring, .unusableReference: P1CLAMP_ERROR_WIRING
  case .unusableCalibration: P1CLAMP_ERROR_CALIBRATION
  case .unsupportedFrequency: P1CLAMP_ERROR_FREQUENCY
  }
}

/// The identity that a configuration states.
private func identity(_ config: UnsafePointer<p1clamp_config>) throws(Refusal) -> Telegram.Identity {
  let identification = try Telegram.Text(c: config.pointee.identification)
  let equipment = try Telegram.Text(c: config.pointee.equipment)
  let versionText = try Telegram.Text(c: config.pointee.version_text)
  do throws(Telegram.Identity.Failure) {
    return try Telegram.Identity(
      identification: identification, equipment: equipment, versionText: versionText,
      nominalVoltage: config.pointee.nominal_volts)
  } catch {
    throw Refusal(code: error == .voltageOutOfRange ? P1CLAMP_ERROR_VOLTAGE : P1CLAMP_ERROR_IDENTITY)
  }
}

extension Telegram.Text {
  /// A text from C, ended by a zero.
  fileprivate init(c text: UnsafePointer<CChar>?) throws(Refusal) {
    guard let text else { throw Refusal(code: P1CLAMP_ERROR_IDENTITY) }
    var count = 0
    while count <= 32, text[count] != 0 { count &+= 1 }
    // A character in C is a byte, signed or unsigned.
    let bytes = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    do throws(Failure) {
      try self.init(UnsafeBufferPointer(start: bytes, count: count))
    } catch {
      throw Refusal(code: P1CLAMP_ERROR_IDENTITY)
    }
  }
}

extension PowerModel {
  /// The model of a code of `enum p1clamp_power_model`.
  fileprivate init?(code: UInt8) {
    switch p1clamp_power_model(rawValue: .init(code)) {
    case P1CLAMP_POWER_ACTIVE: self = .active
    case P1CLAMP_POWER_MEASURED: self = .measured
    case P1CLAMP_POWER_NOMINAL: self = .nominal
    case P1CLAMP_POWER_WHOLE_AMPERES: self = .wholeAmperes
    default: return nil
    }
  }
}
