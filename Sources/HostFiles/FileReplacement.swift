// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

/// A file under a temporary name in the folder of the one that it is to replace.
///
/// The name cannot be foretold, nothing that has it already is opened, and no link is followed.
struct FileReplacement {
  /// Where the bytes go.
  let descriptor: Descriptor

  private let temporary: String
  private let final: String

  /// Characters of the final name that a temporary one begins with.
  private static let nameLimit = 40
  /// Digits of 64 random bits to the base of 36 in a temporary name.
  private static let digitCount = 13

  /// Creates the temporary file, with mode and owner of the file that it is to replace.
  ///
  /// Where the owner may not be given away, the file is the caller's; its group then has no access that was another's.
  ///
  /// - Parameter path: A regular file that can be written, or nothing yet; what links lead to is replaced.
  init(of path: String, isCancelled: @escaping @Sendable () -> Bool) throws(SystemFailure) {
    final = try Self.resolved(path)
    let old = try Self.status(ofWritable: final)
    (descriptor, temporary) = try Self.create(
      beside: final, permissions: old == nil ? 0o666 : 0o600, isCancelled: isCancelled)
    guard let old else { return }
    do throws(SystemFailure) {
      try Self.copy(old, to: descriptor)
    } catch {
      try? descriptor.close()
      remove()
      throw error
    }
  }

  private static func create(
    beside path: String, permissions: CInterop.Mode, isCancelled: @escaping @Sendable () -> Bool
  ) throws(SystemFailure) -> (descriptor: Descriptor, name: String) {
    let (folder, name) = split(try named(path))
    // The longest name of a file has 255 bytes, a character of Unicode at most 4.
    let start = folder + String(String.UnicodeScalarView(name.unicodeScalars.prefix(nameLimit)))
    while true {
      var system = SystemRandomNumberGenerator()
      let digits = String(system.next(), radix: 36)
      let temporary = "\(start).\(String(repeating: "0", count: digitCount - digits.count))\(digits).tmp"
      do throws(SystemFailure) {
        let descriptor = try Descriptor.open(
          temporary, .writeOnly, [.create, .exclusiveCreate, .noFollow],
          permissions: FilePermissions(rawValue: permissions), isCancelled: isCancelled)
        return (descriptor, temporary)
      } catch {
        guard error.code == EEXIST else { throw error }
      }
    }
  }

  /// Gives the file its name, and waits until the disk has the folder; the file itself is to be there already.
  ///
  /// After an error before the last step the old file is as it was, and this one is to be removed.
  func complete() throws(SystemFailure) {
    guard rename(temporary, final) == 0 else { throw SystemFailure(code: errno) }
    do throws(SystemFailure) {
      let folder = try Descriptor.open(
        Self.split(final).folder + ".", .readOnly, [.directory], isCancelled: { false })
      defer { try? folder.close() }
      try folder.synchronize()
    } catch {
      // Some folders may be written and not read, some file systems have none to synchronize.
      guard [EACCES, EINVAL, ENOTSUP].contains(error.code) else { throw error }
    }
  }

  /// Removes the temporary file.
  func remove() {
    unlink(temporary)
  }

  /// Removes temporary files that processes left of a file which nobody else writes at the moment, as far as it may.
  ///
  /// Those of a name of more than 40 characters stay: they may be another file's.
  static func removeLeftovers(of path: String) {
    let (folder, name) = split(path)
    guard name.unicodeScalars.count <= nameLimit,
      let others = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    else { return }
    let digits = Set("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
    for other in others where other.hasPrefix(name + ".") && other.hasSuffix(".tmp") {
      let middle = other.utf8.dropFirst(name.utf8.count + 1).dropLast(4)
      var status = stat()
      guard middle.count == digitCount, middle.allSatisfy(digits.contains),
        lstat(folder + other, &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      unlink(folder + other)
    }
  }

  /// The status of a file that can be written; nil where there is none.
  private static func status(ofWritable path: String) throws(SystemFailure) -> Stat? {
    do throws(SystemFailure) {
      let old = try Descriptor.open(path, .writeOnly, [.noFollow], isCancelled: { false })
      defer { try? old.close() }
      return try old.status
    } catch {
      guard error.code == ENOENT else { throw error }
      return nil
    }
  }

  private static func copy(_ old: Stat, to descriptor: Descriptor) throws(SystemFailure) {
    var permissions = old.permissions.rawValue & 0o777
    let (user, group) = (old.userID.rawValue, old.groupID.rawValue)
    if fchown(descriptor.number, user, group) != 0,
      fchown(descriptor.number, .max, group) != 0, try descriptor.status.groupID.rawValue != group
    {
      permissions &= 0o707
    }
    guard fchmod(descriptor.number, permissions) == 0 else { throw SystemFailure(code: errno) }
  }

  /// A path that names something in its folder.
  static func named(_ path: String) throws(SystemFailure) -> String {
    guard !split(path).name.isEmpty else { throw SystemFailure(code: path.isEmpty ? ENOENT : EISDIR) }
    return path
  }

  /// The path to which links lead, whether a file is there or not.
  static func resolved(_ path: String) throws(SystemFailure) -> String {
    var path = path
    for _ in 0..<40 {
      var target = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &target, target.count)
      guard count >= 0 else { return path }
      let name = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = name.hasPrefix("/") ? name : split(path).folder + name
    }
    throw SystemFailure(code: ELOOP)
  }

  /// A path's folder, empty or with a slash at its end, and its last name.
  private static func split(_ path: String) -> (folder: String, name: String) {
    let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    return (String(path[..<start]), String(path[start...]))
  }
}
