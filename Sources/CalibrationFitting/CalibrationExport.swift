// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import Foundation
public import Metering

/// A calibration in the fixed-point form of firmware.
///
/// Each number is that of the file to within half a unit of its format, so reading an export back gives the file's
/// calibration within that.
public struct CalibrationExport: Sendable, Equatable {
  /// A point of a correction table.
  public struct Point: Sendable, Equatable {
    /// A, Q14.18.
    public var current: UInt32
    /// Q2.30.
    public var gain: UInt32
    /// 2^-32 turns.
    public var lead: Int32
  }

  /// A channel.
  public struct Channel: Sendable, Equatable {
    /// Units a code, Q15.48.
    public var scale: Int64
    /// 2^-32 turns; half a turn either way is -2^31.
    public var lead: Int32
    /// Picoseconds after the voltage.
    public var delay: Int32
    /// Codes, Q15.16.
    public var offset: Int32
    /// Codes squared, Q16.16; nil where it is not known.
    public var noise: UInt32?
    /// Standard uncertainty of the gain, relative, Q2.30; 0 where none is stated.
    public var gainUncertainty: UInt32
    /// Standard uncertainty of the lead, 2^-32 turns; 0 where none is stated.
    public var leadUncertainty: UInt32
    /// In the order of their currents.
    public var points: [Point]
  }

  /// The channels.
  public let channels: PerChannel<Channel>
  /// Rated current of the clamps, A, Q14.18.
  public let rating: UInt32
  /// The most that is subtracted for the converter's noise, codes squared, Q16.16.
  public let noiseLimit: UInt32
  /// The code at the negative rail.
  public let lowestCode: Int16
  /// The code at the positive rail.
  public let highestCode: Int16

  /// The numbers of a file that ``CalibrationFile/validate(file:)`` accepts.
  ///
  /// - Parameters:
  ///   - file: The calibration.
  ///   - name: The file's name in an error.
  /// - Throws: `data` where two currents of a table are the same in fixed point, or a scale is 32768 units a code or more.
  public init(_ file: CalibrationFile, named name: String) throws(InputError) {
    try file.validate(file: name)
    let calibration = file.calibration
    try Self.check(calibration.channels.voltage.scale, "channels.V", "V", file: name)
    for input in Input.allCases {
      try Self.check(calibration.channels.inputs[input].scale, "channels.I\(input.rawValue)", "A", file: name)
    }
    channels = calibration.channels.map(Self.channel)
    rating = Self.q18(calibration.range.rating)
    noiseLimit = Self.q16(calibration.noiseLimit)
    lowestCode = calibration.lowestCode
    highestCode = calibration.highestCode
    for input in Input.allCases {
      let points = channels.inputs[input].points
      for (index, pair) in zip(points, points.dropFirst()).enumerated() where pair.1.current <= pair.0.current
      {
        throw InputError(
          .data, file: name, place: "channels.I\(input.rawValue).points[\(index + 1)].currentAmperes",
          "expected at least 4 uA more than the point before for fixed point, found less")
      }
    }
  }

  /// Checks that a scale is below 2^15, as 64 bits have room for it in Q15.48.
  private static func check(
    _ scale: Double, _ path: String, _ unit: String, file: String
  ) throws(InputError) {
    guard abs(scale) < 0x1p15 else {
      throw InputError(
        .data, file: file, place: "\(path).gain",
        "expected a scale below 32768 \(unit) a code for fixed point, found \(scale.plain) \(unit) a code")
    }
  }

  private static func channel(_ channel: ChannelCalibration) -> Channel {
    Channel(
      scale: Int64((channel.scale * 0x1p48).rounded()), lead: turn(channel.lead),
      delay: Int32((channel.delay * 1e12).rounded()), offset: Int32((channel.offset * 0x1p16).rounded()),
      noise: channel.noise.map(q16),
      gainUncertainty: UInt32((channel.gainUncertainty * 0x1p30).rounded()),
      leadUncertainty: UInt32((channel.leadUncertainty / 360 * 0x1p32).rounded()),
      points: channel.correction.list.map {
        Point(current: q18($0.current), gain: UInt32(($0.gain * 0x1p30).rounded()), lead: turn($0.lead))
      })
  }

  private static func q16(_ codesSquared: Double) -> UInt32 {
    UInt32(min(0xFFFF_FFFF, (codesSquared * 0x1p16).rounded()))
  }

  private static func q18(_ amperes: Double) -> UInt32 { UInt32((amperes * 0x1p18).rounded()) }

  private static func turn(_ degrees: Double) -> Int32 {
    Int32(truncatingIfNeeded: Int64((degrees / 360 * 0x1p32).rounded()))
  }
}
