// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import CalibrationFitting
import Foundation
import Metering

/// A calibration as the table that is exported for C.
final class Table {
  let pointer = UnsafeMutablePointer<cm_calibration_data>.allocate(capacity: 1)

  /// The table of the golden streams' calibration file.
  init() throws {
    let name = GoldenTests.vectors.appendingPathComponent("calibration.json").path
    let export = try CalibrationExport(CalibrationFile.load(name), named: name)
    var table = cm_calibration_data()
    table.rating = export.rating
    table.noise_limit = export.noiseLimit
    (table.low_rail, table.high_rail) = (export.lowestCode, export.highestCode)
    table.channels = (
      Self.channel(export.channels.voltage), Self.channel(export.channels.inputs[.input1]),
      Self.channel(export.channels.inputs[.input2]), Self.channel(export.channels.inputs[.input3])
    )
    pointer.initialize(to: table)
  }

  deinit { pointer.deallocate() }

  private static func channel(_ channel: CalibrationExport.Channel) -> cm_calibration_channel {
    var table = cm_calibration_channel()
    table.scale = channel.scale
    table.noise = channel.noise.map(Int64.init) ?? -1
    table.gain_uncertainty = channel.gainUncertainty
    table.lead_uncertainty = channel.leadUncertainty
    (table.lead, table.delay, table.offset) = (channel.lead, channel.delay, channel.offset)
    table.count = UInt32(channel.points.count)
    withUnsafeMutableBytes(of: &table.points) { bytes in
      let points = bytes.bindMemory(to: cm_calibration_point.self)
      for (index, point) in channel.points.enumerated() {
        points[index] = cm_calibration_point(current: point.current, gain: point.gain, lead: point.lead)
      }
    }
    return table
  }
}
