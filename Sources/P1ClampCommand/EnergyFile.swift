// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import HostFiles
import Metering
import P1Port
import Recordings
import StrictJSON

/// Counts energy in a file, and goes on where the last run has stopped.
///
/// The file is always whole: a new one is written beside it, synced to the disk, and then takes its place. One process at
/// a time counts into it.
final class EnergyFile {
  /// Counted seconds from one writing to the next: together with the time of the writing, less than a minute is lost when the
  /// process is killed or the power fails.
  static let interval = 55.0

  /// The energy that was counted.
  private(set) var count: EnergyCount
  private let path: String
  private let lock: FileLock
  /// The thread that writes while readings go on; nil where they wait for it.
  private let background: BackgroundFile?
  private let writer: Writer
  private var counted = 0.0

  /// Writes the file while the run goes on.
  private final class Writer: @unchecked Sendable {
    let path: String
    /// Whether the latest writing failed, so that this is told once. Used by one thread alone.
    private var hasFailed = false

    init(_ path: String) {
      self.path = path
    }

    func write(_ text: String) {
      do throws(InputError) {
        try WholeFile.write(text, to: path)
        hasFailed = false
      } catch {
        if !hasFailed { complain("\(error); trying again each minute") }
        hasFailed = true
      }
    }
  }

  /// Opens a file, or begins one without energy.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isLive: Whether readings come as time passes, so that a thread of its own writes the file. Otherwise they wait for it.
  /// - Throws: What is wrong in the file, which stays as it is, or why it cannot be read or written; `inputOutput` where
  ///   another process counts into it or no thread is left.
  init(path: String, isLive: Bool) throws(InputError) {
    self.path = path
    let writer = Writer(path)
    self.writer = writer
    background = isLive ? try BackgroundFile(path: path) { writer.write($0) } : nil
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw InputError(
        .noInput, file: path, "expected a file of counted energy, found a folder or a device")
    }
    lock = try FileLock(of: path, whoever: "counts into it")
    let isThere = stat(path, &status) == 0
    if isThere {
      let bytes = try WholeFile.bytes(of: path, expected: "a readable file of counted energy")
      count = try EnergyRecord(json: bytes, file: path).count
    } else {
      count = EnergyCount()
    }
    // A file that cannot be written has to be known at the start.
    try WholeFile.write(EnergyRecord(count).json, to: path)
    if !isThere { complain("\(path): there is no such file yet, energy is counted from zero") }
  }

  /// Counts a reading, and writes the file when that is due.
  func add(_ reading: Reading) {
    count.add(reading)
    counted += reading.duration
    guard counted >= Self.interval else { return }
    counted = 0
    let text = EnergyRecord(count).json
    if let background { background.write(text) } else { writer.write(text) }
  }

  /// Writes the count, so that another process may go on from it.
  ///
  /// Where that fails, the reason is told, even if a signal ended the run, and the file stays as it was written last.
  ///
  /// - Throws: The exit code of the failure.
  func finish() throws(ExitCode) {
    // A write in progress has to be over first: its count is older.
    background?.finish()
    defer { lock.release() }
    do throws(InputError) {
      try WholeFile.write(EnergyRecord(count).json, to: path)
    } catch {
      complain(error.description)
      throw error.exitCode
    }
  }
}
