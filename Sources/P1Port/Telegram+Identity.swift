// SPDX-License-Identifier: Apache-2.0

extension Telegram {
  /// The identity of the device, by which a charge point or a meter reader knows it.
  ///
  /// Two devices on one system need different equipment identifiers: Home Assistant refuses the second
  /// otherwise.
  public struct Identity: Sendable, Equatable {
    /// Why an identity was refused.
    public enum Failure: Error {
      /// The identification has more than 16 characters (IEC 62056-21, identification message).
      case identificationTooLong
      /// The version text has more than 16 characters: arduino-dsmr refuses a telegram with a longer one.
      case versionTextTooLong
      /// The nominal voltage is not within 1...999.9 V.
      case voltageOutOfRange
    }

    /// The text after `/XMX5` on the first line.
    public let identification: Text
    /// The value of 0-0:96.1.1, sent as the hexadecimal digits of its characters.
    public let equipment: Text
    /// The value of 0-0:96.13.1, in the profiles that have it: the device's firmware.
    public let versionText: Text
    /// Voltage of a line, V, which is stated where the reading does not have the voltage that its powers are
    /// calculated with.
    public let nominalVoltage: Double

    /// The identity of the device in the manual's example (section 2.9.3).
    public init() {
      identification = "XMXCQA0000008879"
      equipment = "E0000000000000000"
      versionText = "XMX_P1CS_V05"
      nominalVoltage = 230
    }

    /// An identity of these parts.
    ///
    /// - Parameters:
    ///   - identification: 1...16 characters.
    ///   - equipment: 1...32 characters.
    ///   - versionText: 1...16 characters.
    ///   - nominalVoltage: 1...999.9 V.
    /// - Throws: The text that is too long, or the voltage that is out of its range.
    public init(
      identification: Text, equipment: Text, versionText: Text = "XMX_P1CS_V05", nominalVoltage: Double = 230
    ) throws(Failure) {
      guard identification.count <= 16 else { throw .identificationTooLong }
      guard versionText.count <= 16 else { throw .versionTextTooLong }
      guard (1...999.9).contains(nominalVoltage) else { throw .voltageOutOfRange }
      self.identification = identification
      self.equipment = equipment
      self.versionText = versionText
      self.nominalVoltage = nominalVoltage
    }
  }
}
