// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Foundation

/// Unbuffered writing to standard output.
enum StandardOutput {
  /// Why nothing more can be written.
  enum Failure: Error {
    /// The reader went away, or a signal came while it was waited for.
    case over
    /// The system says no.
    case failed(InputError)
  }

  /// Writes all bytes.
  static func write(_ bytes: [UInt8]) throws(Failure) {
    do throws(SystemFailure) {
      try Descriptor(STDOUT_FILENO, isCancelled: { Interruption.isRequested }).write(bytes)
    } catch {
      if error.isCancelled || error.code == EPIPE { throw .over }
      throw .failed(InputError(.inputOutput, file: "standard output", error.reason))
    }
  }
}

/// A line on standard error; lost where that cannot be written.
func complain(_ message: String) {
  let isCancelled: @Sendable () -> Bool = { Interruption.isRequested }
  try? Descriptor(STDERR_FILENO, isCancelled: isCancelled).write(Array("p1clamp: \(message)\n".utf8))
}
