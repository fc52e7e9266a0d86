// SPDX-License-Identifier: Apache-2.0
import Foundation
import P1Transport

/// Waits for whole seconds since a start, so that one late second does not make the others late.
///
/// Its clock is the one that nobody sets, and that stands still while the machine is suspended.
struct RealTimePace {
  private let start: timespec

  /// Starts the clock.
  init() {
    start = Self.now
  }

  /// Returns at `start + seconds`, at once when that has passed, or when a signal asks the tool to end.
  func wait(until seconds: Int) {
    var time = start
    time.tv_sec += seconds
    while !Interruption.isRequested, clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }

  /// `start + seconds`, which has passed, in milliseconds of the `MonotonicClock`.
  func milliseconds(at seconds: Int) -> UInt64 {
    let now = Self.now
    let since = (now.tv_sec - start.tv_sec - seconds) * 1000 + (now.tv_nsec - start.tv_nsec) / 1_000_000
    return MonotonicClock.now - UInt64(max(0, since))
  }

  private static var now: timespec {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now
  }
}
