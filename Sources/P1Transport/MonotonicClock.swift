// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The clock by which ports judge the age of a reading. Nobody sets it, so it never goes back, and it goes on while the
/// machine is suspended.
public enum MonotonicClock {
  /// Milliseconds since some start, the same for the whole machine until it is started again.
  public static var now: UInt64 {
    var time = timespec()
    #if os(Linux)
      clock_gettime(CLOCK_BOOTTIME, &time)
    #else
      clock_gettime(CLOCK_MONOTONIC, &time)
    #endif
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
  }
}
