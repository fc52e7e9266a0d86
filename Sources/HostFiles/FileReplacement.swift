// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

/// A file under a temporary name in the folder of the one that it is to replace.
///
/// The name cannot be predicted, no file that has it already is opened, and no link is followed. The file is locked as long as it
/// is open: one that nobody has locked was left by a process that was killed, and is removed by whoever writes that file next.
struct FileReplacement {
  /// Where the bytes go.
  let descriptor: Descriptor

  private let temporary: String
  private let final: String

  /// Characters of the final name that a temporary one begins with.
  private static let nameLimit = 40
  /// Digits of 64 random bits in base 36 in a temporary name.
  private static let digitCount = 13

  /// Creates the temporary file, with mode and owner of the file that it is to replace.
  ///
  /// Where the owner may not be given away, the file is the caller's; its group then has no access that was another's.
  ///
  /// - Parameter path: A regular file that can be written, or nothing yet; the target of a link is replaced.
  init(of path: String, isCancelled: @escaping @Sendable () -> Bool) throws(SystemFailure) {
    final = try Self.resolved(path)
    let old = try Self.status(ofWritable: final)
    Self.removeLeftovers(of: final)
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
        // Whoever removes leftovers may have taken it for one before it was locked.
        let isLocked = flock(descriptor.number, LOCK_EX | LOCK_NB) == 0
        if isLocked ? descriptor.has(temporary) : errno != EWOULDBLOCK {
          return (descriptor, temporary)
        }
        try? descriptor.close()
      } catch {
        guard error.code == EEXIST else { throw error }
      }
    }
  }

  /// Gives the file its name, and waits until the disk has the folder; the bytes of the file must be there already.
  ///
  /// After an error before the last step the old file is as it was, and this one must be removed.
  func complete() throws(SystemFailure) {
    try takeName()
    try synchronizeFolder()
  }

  /// Gives two files their names as ``complete()`` does, both or neither.
  ///
  /// The second one's old file is gone before the first one's new file is there: at no moment do an old and a new file make a pair.
  ///
  /// - Throws: The system's reason; then both old files are as they were, as far as the system lets them be put back.
  static func complete(_ first: FileReplacement, _ second: FileReplacement) throws(SystemFailure) {
    let files = [second, first]
    var asides: [(name: String, file: FileReplacement)] = []
    var named: [FileReplacement] = []
    // Locked, so that nobody takes those that are set aside for left over.
    let locks = files.compactMap {
      try? Descriptor.open($0.final, .writeOnly, [.noFollow], isCancelled: { false })
    }
    locks.forEach { flock($0.number, LOCK_EX | LOCK_NB) }
    defer { locks.forEach { try? $0.close() } }
    do throws(SystemFailure) {
      for file in files {
        guard let name = try file.setAside() else { continue }
        asides.append((name, file))
      }
      for file in files.reversed() {
        try file.takeName()
        named.append(file)
      }
      try first.synchronizeFolder()
      if split(first.final).folder != split(second.final).folder { try second.synchronizeFolder() }
    } catch {
      named.forEach { unlink($0.final) }
      for aside in asides.reversed() { rename(aside.name, aside.file.final) }
      throw error
    }
    asides.forEach { unlink($0.name) }
  }

  /// Gives the file that is to be replaced a temporary name; nil where there is none.
  private func setAside() throws(SystemFailure) -> String? {
    let name = try Self.create(beside: final, permissions: 0o600, isCancelled: { false })
    try? name.descriptor.close()
    guard rename(final, name.name) != 0 else { return name.name }
    let code = errno
    unlink(name.name)
    guard code == ENOENT else { throw SystemFailure(code: code) }
    return nil
  }

  private func takeName() throws(SystemFailure) {
    guard rename(temporary, final) == 0 else { throw SystemFailure(code: errno) }
  }

  private func synchronizeFolder() throws(SystemFailure) {
    do throws(SystemFailure) {
      let folder = try Descriptor.open(
        Self.split(final).folder + ".", .readOnly, [.directory], isCancelled: { false })
      defer { try? folder.close() }
      try folder.synchronize()
    } catch {
      // Some folders may be written but not read, and some file systems cannot synchronize a folder.
      guard [EACCES, EINVAL, ENOTSUP].contains(error.code) else { throw error }
    }
  }

  /// Removes the temporary file.
  func remove() {
    unlink(temporary)
  }

  /// Removes temporary files of a file that killed processes left, as far as it may: those that nobody has locked.
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
        lstat(folder + other, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        let left = try? Descriptor.open(
          folder + other, .readOnly, [.noFollow, .nonBlocking], isCancelled: { false })
      else { continue }
      if flock(left.number, LOCK_EX | LOCK_NB) == 0, left.has(folder + other) { unlink(folder + other) }
      try? left.close()
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
