// SPDX-License-Identifier: Apache-2.0
public import Metering

/// A reading as a P1 telegram (manual, section 2.9; DSMR P1 companion 5.0.2).
///
/// ASCII lines ended by CR LF, from `/` to `!`, then their ``CRC16`` in four upper-case hexadecimal digits
/// and CR LF. Every number has the width that the profile gives it, whatever the reading holds; see
/// ``write(into:)``.
///
///     let telegram = Telegram(reading, as: .csp1)
///     let bytes = try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
///       try telegram.write(into: &output)
///     }
public struct Telegram: Sendable {
  /// Why a telegram could not be written.
  public enum Failure: Error {
    /// The output has less room than the telegram takes; ``Telegram/maximumLength`` bytes are always enough.
    case outputTooSmall
    /// The profile states the time and the telegram has none.
    case timeUnset
  }

  /// Bytes that a telegram of any profile and identity fits in.
  public static let maximumLength = 1024

  /// The reading that it states.
  public var reading: Reading
  /// The dialect.
  public var profile: TelegramProfile
  /// Whose telegram it is.
  public var identity: Identity
  /// The time that it is sent at.
  public var time: TelegramTime
  /// The energy counted up to the reading; zero where nobody counts.
  public var energy = EnergyCount()

  /// The telegram of a reading.
  ///
  /// - Parameters:
  ///   - reading: What was measured.
  ///   - profile: The dialect.
  ///   - identity: Whose telegram it is; the device of the manual's example by default.
  ///   - time: When it is sent.
  public init(
    _ reading: Reading, as profile: TelegramProfile = .csp1, identity: Identity = Identity(),
    time: TelegramTime = .unset
  ) {
    self.reading = reading
    self.profile = profile
    self.identity = identity
    self.time = time
  }

  /// Writes the telegram after what the output already holds.
  ///
  /// Numbers are rounded to nearest, half away from zero, and saturate at the largest of their width: 999.99
  /// A (or 999 A), 99.999 kW. A line without a reading carries nothing: 0 A, 0 kW. The totals are rounded
  /// from the totals of the reading, so they can differ in the last place from the sum of the rounded lines.
  ///
  /// A negative number becomes 0. Where a current or a power is infinite, of either sign, or not a number,
  /// the telegram errs on the side that makes a charge point draw less: the largest current, the largest power in, no
  /// power out. One such line power has the same effect on the total.
  ///
  /// - Throws: ``Failure/outputTooSmall`` or ``Failure/timeUnset``; the output is then as it was.
  /// - Complexity: O(length of the telegram).
  public func write(into output: inout OutputSpan<UInt8>) throws(Failure) {
    try Self.write(reading, as: profile, identity: identity, time: time, energy: energy, into: &output)
  }

  /// Writes the telegram of these parts, as ``write(into:)`` does, without a copy of the reading.
  package static func write(
    _ reading: borrowing Reading, as profile: TelegramProfile, identity: Identity, time: TelegramTime,
    energy: EnergyCount, into output: inout OutputSpan<UInt8>
  ) throws(Failure) {
    if profile.clock == .required, time == .unset { throw .timeUnset }
    var values = TelegramValues(reading, nominalVoltage: identity.nominalVoltage)
    try output.withUnsafeMutableBufferPointer { (buffer, initializedCount) throws(Failure) in
      var writer = try TelegramWriter(buffer, from: initializedCount)
      var reader = profile.picture.reader
      while let field = try reader.field(writingTextTo: &writer) {
        switch field.quantity {
        case .time: try writer.write(time)
        case .number: try writer.write(values.number(at: field.number), as: field.format)
        case .importedEnergy: try writer.write(energy.imported)
        case .exportedEnergy: try writer.write(energy.exported)
        default: try identity.write(field.quantity, to: &writer)
        }
      }
      try writer.writeCheck()
      try writer.writeEndOfLine()
      initializedCount += writer.count
    }
  }
}

extension Telegram.Identity {
  /// Writes a text of the identity.
  fileprivate func write(
    _ quantity: TelegramPicture.Quantity, to writer: inout TelegramWriter
  ) throws(Telegram.Failure) {
    switch quantity {
    case .identification: try writer.write(identification)
    case .equipment: try writer.write(hexadecimal: equipment)
    default: try writer.write(versionText)
    }
  }
}
