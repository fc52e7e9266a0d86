// SPDX-License-Identifier: Apache-2.0

/// How long tests wait for what must happen.
package enum Patience {
  /// Seconds after which a test gives up: they bound how long a test hangs, and assert nothing on speed.
  package static let seconds = 120.0
}
