// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The clock that nobody sets.
package enum MonotonicSeconds {
  /// Seconds since some start.
  package static var now: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }
}
