// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import ArgumentParser
import Foundation

extension InputError {
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
///
/// Work that a signal broke off is no error.
func reportingErrors(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let error as InputError {
    try report(error)
  } catch StandardOutput.Failure.failed(let error) {
    try report(error)
  } catch StandardOutput.Failure.over {
    // Whoever read the output has seen enough.
  }
}

private func report(_ error: InputError) throws {
  guard !Interruption.isRequested else { return }
  complain(error.advised.description)
  throw error.exitCode
}
