// SPDX-License-Identifier: Apache-2.0
public import Metering
public import P1Port

/// The lasting properties of an instrument that is shown.
public struct LiveInstrument: Sendable {
  /// The name of the source, such as an input's.
  public var name: String
  /// Whether nothing is measured, but simulated: every answer says so.
  public var isSimulated: Bool
  /// The channels of the frames and their conversion.
  public var configuration: MeterConfiguration
  /// The fuses of the lines, A, above 0; nil where they are not known.
  public var fuses: PerLine<Double>?
  /// The device's names in telegrams.
  public var identity: Telegram.Identity
  /// The program's version.
  public var version: String

  /// An instrument of these parts.
  ///
  /// - Parameters:
  ///   - name: The name of the source.
  ///   - isSimulated: Whether nothing is measured, but simulated.
  ///   - configuration: The channels of the frames and their conversion.
  ///   - fuses: The fuses of the lines, A.
  ///   - identity: The device's names in telegrams.
  ///   - version: The program's version.
  public init(
    name: String, isSimulated: Bool = false, configuration: MeterConfiguration, fuses: PerLine<Double>? = nil,
    identity: Telegram.Identity = Telegram.Identity(), version: String
  ) {
    self.name = name
    self.isSimulated = isSimulated
    self.configuration = configuration
    self.fuses = fuses
    self.identity = identity
    self.version = version
  }

  /// Twelve hexadecimal digits that stay the same for the same names, by which clients tell instruments apart.
  var serial: String {
    let names = "\(identity.identification.string)/\(identity.equipment.string)/\(isSimulated ? name : "")"
    return String(Digest.of(names.utf8).suffix(12))
  }
}
