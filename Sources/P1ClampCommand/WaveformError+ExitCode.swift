// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Waveforms

extension WaveformError {
  /// The exit code of sysexits for this kind.
  var exitCode: ExitCode {
    switch kind {
    case .data: ExitCode(EX_DATAERR)
    case .noInput: ExitCode(EX_NOINPUT)
    case .inputOutput: ExitCode(EX_IOERR)
    }
  }
}

/// Runs a command's work; an error becomes one line on standard error and its exit code.
func reportingErrors(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let error as WaveformError {
    complain(error.description)
    throw error.exitCode
  } catch StandardOutput.Failure.failed(let error) {
    complain(error.description)
    throw error.exitCode
  } catch StandardOutput.Failure.closed {
    // Whoever read the output has seen enough.
  }
}
