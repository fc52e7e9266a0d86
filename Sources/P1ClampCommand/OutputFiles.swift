// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Recordings
import StrictJSON

/// Files that a command writes, against those that it reads.
enum OutputFiles {
  /// Refuses names that are none, to write over what is read, by whatever name, and to write two things into one file.
  ///
  /// - Parameters:
  ///   - outputs: The options that name files to write; nil without one.
  ///   - inputs: Files to read; of a COMTRADE recording any of its files.
  ///   - streams: The options for which `-` is standard output.
  /// - Throws: A usage error that names the option or the file.
  static func check(
    _ outputs: KeyValuePairs<String, String?>, besides inputs: [String?], streams: Set<String> = []
  ) throws {
    var written: [(option: String, file: Identity)] = []
    for (option, path) in outputs {
      guard let path else { continue }
      guard !path.isEmpty else { throw ValidationError("\(option) takes a file, not an empty name.") }
      guard path != "-" || streams.contains(option) else {
        throw ValidationError("\(option) takes a file, not standard output; a file of that name is ./-.")
      }
      for file in identities(of: path) {
        for input in inputs.compactMap(\.self) where input != "-" {
          if case .file = file, Recording.files(of: input).contains(where: { Identity($0) == file }) {
            throw ValidationError("\(path.printable) is read: write another file.")
          }
        }
        if written.contains(where: { $0.option != option && $0.file == file }) {
          throw ValidationError("\(path.printable) is written already: write another file.")
        }
        written.append((option, file))
      }
    }
  }

  /// The files that an output becomes; none of a device or a pipe.
  private static func identities(of path: String) -> [Identity] {
    guard path != "-" else { return [Identity(descriptor: STDOUT_FILENO)].compactMap(\.self) }
    return Recording.files(of: path).compactMap { Identity($0) }
  }

  /// The identity of a regular file, whatever its name: its device and its number there, or where there is no such file yet, its name
  /// and the identity of the folder that it will be in.
  private enum Identity: Equatable {
    case file(device: UInt64, number: UInt64)
    case name(String, device: UInt64, folder: UInt64)
    case path(String)

    /// Nil of a device, a pipe or a folder.
    init?(_ path: String) {
      var status = stat()
      if stat(path, &status) == 0 {
        self.init(status)
        return
      }
      let target = Self.target(of: path)
      let (folder, name) = Self.parts(of: target)
      guard stat(folder, &status) == 0 else {
        self = .path(target)
        return
      }
      self = .name(name, device: UInt64(status.st_dev), folder: UInt64(status.st_ino))
    }

    /// Nil of a descriptor that is not of a file.
    init?(descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return nil }
      self.init(status)
    }

    private init?(_ status: stat) {
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      self = .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    /// The file that links which lead to no file yet will be.
    private static func target(of path: String) -> String {
      var path = path
      // As many links as a system follows.
      for _ in 0..<40 {
        guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
        path = next.hasPrefix("/") ? next : "\(parts(of: path).folder)/\(next)"
      }
      return path
    }

    /// The folder of a path, `.` where it names none, and the name in it.
    private static func parts(of path: String) -> (folder: String, name: String) {
      guard let slash = path.lastIndex(of: "/") else { return (".", path) }
      return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }
  }
}
