// SPDX-License-Identifier: Apache-2.0

/// The verdict on how a reader takes the telegrams of a stream.
public struct ReaderVerdict: Equatable, Sendable {
  /// How much of a telegram a reader takes. The raw values are the names in reports.
  public enum Extent: String, CaseIterable, Sendable {
    /// Currents, directions, powers and time as the telegram states them.
    case right
    /// Something is lost or changed; the remark says what.
    case partly
    /// Nothing.
    case refused
    /// Not tried with telegrams of this dialect.
    case unknown
  }

  /// The reader, or several that do the same.
  public let reader: String
  /// How much it takes.
  public let extent: Extent
  /// The loss, or its reason; empty where all is right.
  public let remark: String
}
