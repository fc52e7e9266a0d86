// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Recordings
import StrictJSON

/// Files that a command writes, against those that it reads.
enum OutputFiles {
  /// Refuses to write over what is read, by whatever name, and to write two things into one file.
  ///
  /// - Parameters:
  ///   - outputs: Files to write; nil and `-` for none.
  ///   - inputs: Files to read; of a COMTRADE recording any of its files.
  /// - Throws: A usage error that names the file.
  static func check(_ outputs: [String?], besides inputs: [String?]) throws {
    var written: [(path: String, file: Identity)] = []
    for path in outputs.compactMap(\.self) where path != "-" {
      for name in Recording.files(of: path) {
        guard let file = Identity(name) else { continue }
        for input in inputs.compactMap(\.self) where input != "-" {
          if case .file = file, Recording.files(of: input).contains(where: { Identity($0) == file }) {
            throw ValidationError("\(path.printable) is read: write another file.")
          }
        }
        if written.contains(where: { $0.path != path && $0.file == file }) {
          throw ValidationError("\(path.printable) is written already: write another file.")
        }
        written.append((path, file))
      }
    }
  }

  /// The identity of a regular file, whatever its name: its device and its number there, or its path where there is no such file yet.
  private enum Identity: Equatable {
    case file(device: UInt64, number: UInt64)
    case path(String)

    /// Nil of a device, a pipe or a folder.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else {
        self = .path(URL(fileURLWithPath: path).standardizedFileURL.path)
        return
      }
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      self = .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }
  }
}
