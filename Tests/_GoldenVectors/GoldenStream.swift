// SPDX-License-Identifier: Apache-2.0
public import Metering

/// The streams of frames on which every build of the sensor must agree: hosts, firmware, ports.
///
/// A stream's scenario and what must come of it are in `Tests/Vectors`, in a folder of its name. All have 4000 frames/s
/// of 4 channels at 12 bits.
public enum GoldenStream: Int, Sendable {
  /// A house on three phases.
  case clean
  /// The mains 2.4 Hz too slow, converters off zero.
  case offNominal
  /// Loads of which half is harmonics, and a calibration that corrects clamps and delays.
  case distorted
  /// A net without neutral.
  case delta
  /// Currents beyond the converters' rails.
  case clipped
  /// A roof that feeds in, more and less.
  case solar
  /// No voltage and no current, not even noise.
  case silence
  /// A voltage that goes and comes back.
  case lostVoltage

  /// How many there are; their raw values count from 0.
  public static let count = 8
  /// Frames a second.
  public static let rate = 4000
  /// Seconds of each.
  public static let seconds = 4

  /// The folder's name.
  public var name: StaticString {
    switch self {
    case .clean: "clean"
    case .offNominal: "off-nominal"
    case .distorted: "distorted"
    case .delta: "delta"
    case .clipped: "clipped"
    case .solar: "solar"
    case .silence: "silence"
    case .lostVoltage: "lost-voltage"
    }
  }

  /// What the stream is measured with.
  public var configuration: MeterConfiguration {
    var configuration = MeterConfiguration()
    configure(&configuration)
    return configuration
  }

  /// Sets what is not as by default.
  public func configure(_ configuration: inout MeterConfiguration) {
    configuration.rate = Double(Self.rate)
    if self == .delta { configuration.wiring = .delta }
    if self == .distorted { configuration.calibration.setSensor() }
  }
}
