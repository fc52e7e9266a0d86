// SPDX-License-Identifier: Apache-2.0

/// A dialect of the P1 telegram: which lines there are, in which order, and how each number is written.
///
/// A profile is data, a ``TelegramPicture``; the profiles are listed in `TelegramProfile+Table.swift`.
public struct TelegramProfile: Sendable {
  /// Its name on a command line and in messages.
  public let name: StaticString
  /// The telegram up to its check, with fields for what varies.
  let picture: TelegramPicture

  /// A profile of these parts.
  init(name: StaticString, picture: TelegramPicture) {
    self.name = name
    self.picture = picture
  }
}
