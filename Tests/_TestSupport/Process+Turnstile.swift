// SPDX-License-Identifier: Apache-2.0
package import Foundation

extension Process {
  /// Runs to its end, a few programs at a time.
  ///
  /// Closes the handles that were opened as its standard streams: Foundation keeps a process, and its handles with it, and where
  /// more than a thousand descriptors are open, `Process.run` reads beyond its list of them.
  package func runToEnd() async throws {
    try await Turnstile.programs.pass {
      try self.run()
      for case let stream as FileHandle in [self.standardInput, self.standardOutput, self.standardError]
      where stream.fileDescriptor > STDERR_FILENO {  // Those that were not set are this process's own.
        try stream.close()
      }
      // A test that blocked its thread would hold up all others.
      while self.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }
  }
}
