// SPDX-License-Identifier: Apache-2.0
import _TestSupport

@testable import P1Transport

extension NumberedTelegram {
  /// A telegram of a number, its reading made now.
  static func ready(_ number: Int, at made: UInt64 = MonotonicClock.now) -> ReadyTelegram {
    ReadyTelegram(bytes: bytes(number), made: made)
  }
}
