// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// SIGINT and SIGTERM as a flag: an endless job ends at the next frame, with everything written.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Whether a signal asked the tool to end.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Takes the signals from here on; a broken pipe becomes an error of the write.
  static func listen() {
    var action = sigaction()
    // Without SA_RESTART a waiting read or sleep returns, so that the flag is seen.
    action.__sigaction_handler.sa_handler = { _ in Interruption.requested.store(true, ordering: .relaxed) }
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}
