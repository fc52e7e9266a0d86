// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Foundation
import Synchronization

/// Unbuffered writing to standard output.
enum StandardOutput {
  /// Why nothing more can be written.
  enum Failure: Error {
    /// The reader went away, or a signal came while it was waited for.
    case over
    /// The system refused a write.
    case failed(InputError)
  }

  /// Results on their way that nobody waits for.
  private struct Results {
    var queue: OutputQueue
    /// Results that were lost and not told of, and when to tell of them.
    var lost = 0
    var nextWord = ContinuousClock.now
  }

  private static let results = Mutex<Results?>(nil)
  /// Time for a reader that is there to take a result, so that one that went away shows at once, ms.
  private static let readerTime = 20

  /// Lets ``offer(_:)`` write by a thread of its own.
  ///
  /// - Throws: `inputOutput` where the system has no thread left.
  static func queueResults() throws(InputError) {
    do throws(SystemFailure) {
      let queue = try OutputQueue(to: STDOUT_FILENO) { _ in [] }
      results.withLock { $0 = Results(queue: queue) }
    } catch {
      throw InputError(.inputOutput, file: "standard output", "expected a thread for it: \(error.reason)")
    }
  }

  /// Writes all bytes, waiting for the reader.
  ///
  /// - Throws: `over` where the reader is gone or a signal came; `failed` with the system's reason.
  static func write(_ bytes: [UInt8]) throws(Failure) {
    // What was offered goes first.
    while let queue = results.withLock({ $0?.queue }), !queue.isWritten(within: 100) {
      if Interruption.isRequested { throw .over }
      try check(queue)
    }
    do throws(SystemFailure) {
      try Descriptor(STDOUT_FILENO, isCancelled: { Interruption.isRequested }).write(bytes)
    } catch {
      throw failure(error)
    }
  }

  /// Writes a result, unless the reader is so slow that there is no room for it. Then it is lost, and the number of lost results is
  /// told once a minute.
  ///
  /// Before ``queueResults()`` it waits for the reader.
  ///
  /// - Throws: As ``write(_:)``.
  static func offer(_ bytes: [UInt8]) throws(Failure) {
    guard let queue = results.withLock({ $0?.queue }) else { return try write(bytes) }
    let isSlow = queue.waiting > 0
    let isTaken = queue.offer(bytes)
    if !isSlow { queue.isWritten(within: readerTime) }
    try check(queue)
    let lost: Int? = results.withLock { results in
      if !isTaken { results!.lost += 1 }
      guard results!.lost > 0, ContinuousClock.now >= results!.nextWord else { return nil }
      defer { (results!.lost, results!.nextWord) = (0, .now + .seconds(60)) }
      return results!.lost
    }
    if let lost { tell(lost) }
  }

  /// Writes the results that wait, for a number of milliseconds at most.
  ///
  /// - Throws: As ``write(_:)``.
  static func finish(within milliseconds: Int) throws(Failure) {
    guard let queue = results.withLock({ $0?.queue }) else { return }
    let waiting = queue.isWritten(within: milliseconds) ? 0 : queue.waiting
    queue.finish(within: 0)
    let lost = results.withLock { $0?.lost ?? 0 } + waiting
    try check(queue)
    if lost > 0 { tell(lost) }
  }

  private static func tell(_ lost: Int) {
    let results = lost == 1 ? "1 result is lost" : "\(lost) results are lost"
    complain("standard output: \(results), as nobody read them")
  }

  private static func check(_ queue: OutputQueue) throws(Failure) {
    if let problem = queue.failure { throw failure(problem) }
  }

  private static func failure(_ problem: SystemFailure) -> Failure {
    if problem.isCancelled || problem.code == EPIPE { return .over }
    return .failed(InputError(.inputOutput, file: "standard output", problem.reason))
  }
}
