// SPDX-License-Identifier: Apache-2.0
import StrictJSON
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
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(STDOUT_FILENO, buffer.baseAddress! + written, buffer.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno == EPIPE || (errno == EINTR && Interruption.isRequested) {
        throw .over
      } else if errno != EINTR {
        throw .failed(InputError(.inputOutput, file: "standard output", String(cString: strerror(errno))))
      }
    }
  }
}

/// A line on standard error; lost where that cannot be written.
func complain(_ message: String) {
  try? FileHandle.standardError.write(contentsOf: Data("p1clamp: \(message)\n".utf8))
}
