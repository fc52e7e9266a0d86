// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as a flag: a job ends at the next frame, wait, read or write, once everything complete is written.
///
/// Two seconds later at the latest the process ends, whatever hangs; a second signal ends it at once.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  /// Alarms since the first signal, four a second.
  private static let alarms = Atomic<Int>(0)
  private static let lateExit = Atomic<Int32>(0)
  /// The most alarms from the first signal to the end.
  private static let patience = 8

  /// Whether a signal asked the tool to end.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Takes the signals from here on; a broken pipe becomes an error of the write.
  ///
  /// A SIGHUP that the parent ignores, as `nohup` does, stays ignored.
  ///
  /// - Parameter code: The exit code of a process that had to be ended because something hung; by default that of a job that was
  ///   interrupted.
  static func listen(orEndWith code: Int32 = 130) {
    lateExit.store(code, ordering: .relaxed)
    var action = sigaction()
    // Without SA_RESTART a waiting call returns, so that the flag is seen. One that began to wait just after the flag
    // was looked at returns at the next alarm.
    action.__sigaction_handler.sa_handler = { Interruption.handle($0) }
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGALRM] {
      var before = sigaction()
      sigaction(number, nil, &before)
      let handler = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
      // 1 is SIG_IGN: Swift has no name for it that can be compared.
      if number == SIGHUP, handler == 1 { continue }
      sigaction(number, &action, nil)
      sigaddset(&wanted, number)
    }
    // A parent that starts the tool from a thread without signals leaves them blocked here.
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// The handler of a signal: it makes only calls that are safe within any other.
  private static func handle(_ signal: Int32) {
    if signal == SIGALRM {
      if alarms.wrappingAdd(1, ordering: .relaxed).newValue >= patience {
        _exit(lateExit.load(ordering: .relaxed))
      }
    } else if requested.exchange(true, ordering: .relaxed) {
      _exit(128 + signal)
    } else {
      let interval = timeval(tv_sec: 0, tv_usec: 250_000)
      var timer = itimerval(it_interval: interval, it_value: interval)
      // A plain system call, which is safe here.
      setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    }
  }
}
