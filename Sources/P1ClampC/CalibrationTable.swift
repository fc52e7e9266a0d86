// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import Metering

extension Calibration {
  /// Changes the nominal calibration for 12 bits to that of a converter of 12...16 bits over the same range.
  mutating func setBits(_ bits: UInt8) {
    for _ in 12..<max(12, bits) {
      channels.voltage.scale *= 0.5
      channels.inputs[.input1].scale *= 0.5
      channels.inputs[.input2].scale *= 0.5
      channels.inputs[.input3].scale *= 0.5
      (lowestCode, highestCode) = (lowestCode &* 2, highestCode &* 2 &+ 1)
    }
  }

  /// Sets the calibration of a table; returns false where the table is not usable.
  mutating func set(_ table: UnsafePointer<cm_calibration_data>) -> Bool {
    let (lowest, highest) = (table.pointee.low_rail, table.pointee.high_rail)
    guard table.pointee.rating > 0, Int(highest) - Int(lowest) >= 2 else { return false }
    range = ClampRange(rating: scaled(table.pointee.rating, 0x1p-18))
    if table.pointee.noise_limit != Self.usualNoiseLimit {
      noiseLimit = scaled(table.pointee.noise_limit, 0x1p-16)
    }
    (lowestCode, highestCode) = (lowest, highest)
    return set(&channels.voltage, table.pointee.channels.0)
      && set(&channels.inputs[.input1], table.pointee.channels.1)
      && set(&channels.inputs[.input2], table.pointee.channels.2)
      && set(&channels.inputs[.input3], table.pointee.channels.3)
  }

  /// Sets a channel from the table; returns false where its noise or its points are not usable.
  private func set(_ channel: inout ChannelCalibration, _ table: cm_calibration_channel) -> Bool {
    guard table.count <= CM_CALIBRATION_POINTS, table.noise >= -1, table.noise <= Int64(UInt32.max) else {
      return false
    }
    channel = ChannelCalibration(
      scale: scaled(table.scale, 0x1p-48), delay: scaled(table.delay, 1e-12),
      lead: scaled(table.lead, Self.turn), offset: scaled(table.offset, 0x1p-16),
      noise: table.noise < 0 ? nil : scaled(table.noise, 0x1p-16),
      gainUncertainty: scaled(table.gain_uncertainty, 0x1p-30),
      leadUncertainty: scaled(table.lead_uncertainty, Self.turn))
    return withUnsafeBytes(of: table.points) { bytes in
      let points = bytes.bindMemory(to: cm_calibration_point.self)
      for index in 0..<Int(table.count) {
        let point = CorrectionPoint(
          current: scaled(points[index].current, 0x1p-18), gain: scaled(points[index].gain, 0x1p-30),
          lead: scaled(points[index].lead, Self.turn))
        do throws(CorrectionTable.Failure) {
          try channel.correction.append(point)
        } catch {
          return false
        }
      }
      return true
    }
  }

  /// The noise limit of a table that states no other, Q16.16.
  private static var usualNoiseLimit: UInt32 { UInt32(usualNoise * 0x1p16 + 0.5) }

  /// 2^-32 turns in degrees.
  private static var turn: Double { 360 * 0x1p-32 }
}

/// A number times its unit, by the conversion that the measurement needs anyway.
@inline(never)  // 22 bytes of flash less on a Cortex-M4
private func scaled(_ number: Int64, _ unit: Double) -> Double { Elementary.double(number) * unit }

private func scaled(_ number: Int32, _ unit: Double) -> Double { scaled(Int64(number), unit) }

private func scaled(_ number: UInt32, _ unit: Double) -> Double { scaled(Int64(number), unit) }
