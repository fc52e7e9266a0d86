// SPDX-License-Identifier: Apache-2.0
package import Foundation

extension Process {
  /// Runs to its end, a few programs at a time.
  package func runToEnd() async throws {
    try await Turnstile.programs.pass {
      try self.run()
      // A test that blocked its thread would hold up all others.
      while self.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }
  }
}
