// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Runs work on a thread of its own, a few at a time: a test's thread is one of a few that all tests share, and late when
/// they compute.
package func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws
  -> Result
{
  try await Turnstile.programs.pass {
    try await withCheckedThrowingContinuation { continuation in
      Thread { continuation.resume(with: Swift.Result(catching: work)) }.start()
    }
  }
}
