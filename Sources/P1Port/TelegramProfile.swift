// SPDX-License-Identifier: Apache-2.0

/// A dialect of the P1 telegram: which lines there are, in which order, and how each number is written.
///
/// A profile is data, a `TelegramPicture`; the profiles are listed in `TelegramProfile+Table.swift`.
public struct TelegramProfile: Sendable {
  /// The clock of a dialect.
  public enum Clock: Sendable {
    /// Never the time: it is ``TelegramTime/unset``, whatever the telegram has.
    case unset
    /// The time or ``TelegramTime/unset``, as the telegram has it.
    case optional
    /// The time; a telegram without it is refused.
    case required
  }

  /// Its name on a command line and in messages.
  public let name: StaticString
  /// Its clock.
  public let clock: Clock
  /// The telegram up to its check, with fields for what varies.
  let picture: TelegramPicture

  /// A profile of these parts.
  init(name: StaticString, clock: Clock, picture: TelegramPicture) {
    self.name = name
    self.clock = clock
    self.picture = picture
  }
}
