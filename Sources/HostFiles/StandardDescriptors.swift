// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The descriptors 0, 1 and 2 of the process.
package enum StandardDescriptors {
  /// Takes those that are closed, so that nothing that is opened later gets their numbers: otherwise messages on standard error
  /// could go out on a serial line.
  ///
  /// Reading and writing them fails as if they were still closed.
  package static func reserve() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest that is free is this one.
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
