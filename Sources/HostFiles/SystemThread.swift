// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A thread that can be waited for and that receives no signals: those are for the program's main thread.
package final class SystemThread: Sendable {
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the thread.
  ///
  /// - Throws: The system's reason where it has no thread left.
  package init(_ work: @escaping @Sendable () -> Void) throws(SystemFailure) {
    let ended = ended
    let code = startThread(
      ThreadWork {
        work()
        ended.signal()
      })
    guard code == 0 else { throw SystemFailure(code: code) }
  }

  /// Waits for its end.
  package func join() {
    ended.wait()
    // For any other thread that waits.
    ended.signal()
  }

  /// Waits for its end for so many milliseconds at most.
  ///
  /// - Returns: Whether it has ended.
  package func join(within milliseconds: Int) -> Bool {
    guard ended.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return false }
    ended.signal()
    return true
  }
}

/// The work of a thread.
private final class ThreadWork {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

/// Starts a thread, with all signals blocked from its first instruction on.
///
/// A function of its own, as the compiler of Swift 6.3.1 crashes where a method does this.
///
/// - Returns: 0, or the system's number for why there is no thread.
private func startThread(_ work: ThreadWork) -> Int32 {
  let context = Unmanaged.passRetained(work)
  var (all, before) = (sigset_t(), sigset_t())
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let code = pthread_create(&thread, nil, runThread, context.toOpaque())
  guard code == 0 else {
    context.release()
    return code
  }
  #if canImport(Darwin)
    pthread_detach(thread!)
  #else
    pthread_detach(thread)
  #endif
  return 0
}

#if canImport(Darwin)
  private func runThread(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
#else
  private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<ThreadWork>.fromOpaque(context!).takeRetainedValue().run()
    return nil
  }
#endif
