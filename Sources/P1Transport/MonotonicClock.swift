// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The clock that nobody sets.
package enum MonotonicClock {
  /// Milliseconds since some start.
  package static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
  }
}
