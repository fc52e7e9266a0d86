// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Waits for whole seconds since a start, on the clock that nobody sets: what is late once does not make the rest late.
struct RealTimePace {
  private let start: timespec

  /// Starts the clock.
  init() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    start = now
  }

  /// Returns at `start + seconds`, at once when that has passed, or when a signal asks the tool to end.
  func wait(until seconds: Int) {
    var time = start
    time.tv_sec += seconds
    while !Interruption.isRequested, clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }

  /// `start + seconds` in milliseconds of the ``MonotonicClock``.
  func milliseconds(at seconds: Int) -> UInt64 {
    UInt64(start.tv_sec + seconds) * 1000 + UInt64(start.tv_nsec) / 1_000_000
  }
}
