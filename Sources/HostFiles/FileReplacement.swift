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
    let (folder, name) = split(path)
    guard !name.isEmpty else { throw SystemFailure(code: path.isEmpty ? ENOENT : EISDIR) }
    // The longest name of a file has 255 bytes, a character of Unicode at most 4.
    let start = folder + String(String.UnicodeScalarView(name.unicodeScalars.prefix(40)))
    while true {
      var system = SystemRandomNumberGenerator()
      let temporary = "\(start).\(String(system.next(), radix: 36)).tmp"
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

  /// What a path leads to through links, whether that is there or not.
  private static func resolved(_ path: String) throws(SystemFailure) -> String {
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
