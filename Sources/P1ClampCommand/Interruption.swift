// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// SIGINT and SIGTERM as a flag: a job ends at the next frame, wait, read or write, with everything complete written.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Whether a signal asked the tool to end.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Takes the signals from here on; a broken pipe becomes an error of the write.
  static func listen() {
    var action = sigaction()
    // Without SA_RESTART a waiting call returns, so that the flag is seen. One that began to wait just after the flag
    // was looked at returns at the alarm a second later, which comes here again and sets the next one.
    action.__sigaction_handler.sa_handler = { _ in
      Interruption.requested.store(true, ordering: .relaxed)
      alarm(1)
    }
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM, SIGALRM] {
      sigaction(number, &action, nil)
      sigaddset(&wanted, number)
    }
    // A parent that starts the tool from a thread without signals leaves them blocked here.
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}
