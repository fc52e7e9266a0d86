// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A thread that can be waited for and that receives no signals: those are for the program's other threads.
final class PortThread: Sendable {
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the thread.
  init(_ work: @escaping @Sendable () -> Void) {
    let ended = ended
    Thread {
      var all = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_BLOCK, &all, nil)
      work()
      ended.signal()
    }.start()
  }

  /// Waits for its end.
  func join() {
    ended.wait()
    // For whoever else waits.
    ended.signal()
  }
}
