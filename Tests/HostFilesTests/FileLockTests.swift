// SPDX-License-Identifier: Apache-2.0
import Foundation
import HostFiles
import StrictJSON
import Testing
import _TestSupport

@Suite struct FileLockTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("a locked file is locked by whatever name, also once it was replaced, until the lock is released")
  func exclusion() throws {
    let path = folder.file("a")
    #expect(symlink("a", folder.file("link")) == 0)
    let lock = try FileLock(of: path, whoever: "counts into it")
    for text in ["", "first", "second"] {
      if !text.isEmpty { try WholeFile.write(text, to: path) }
      for name in [path, folder.file("link"), folder.path + "/./a"] {
        #expect(
          throws: InputError(
            .inputOutput, file: name, "expected no other process that counts into it, found one")
        ) {
          try FileLock(of: name, whoever: "counts into it")
        }
      }
    }
    _ = try FileLock(of: folder.file("b"), whoever: "counts into it")
    #expect(try folder.names == ["a", "a.lock", "link"])
    lock.release()
    #expect(try folder.names == ["a", "link"])
    let next = try FileLock(of: path, whoever: "counts into it")
    // It is no longer this one's to remove.
    lock.release()
    #expect(throws: InputError.self) { try FileLock(of: path, whoever: "counts into it") }
    next.release()
    #expect(try folder.names == ["a", "link"])
  }

  @Test("the file of a lock that has ended is no lock; what a link of its name leads to stays as it is")
  func leftBehind() throws {
    _ = try folder.write("a.lock", "")
    let lock = try FileLock(of: folder.file("a"), whoever: "writes it")
    lock.release()
    #expect(try folder.names == [])
    _ = try folder.write("b", "other")
    #expect(symlink("b", folder.file("a.lock")) == 0)
    #expect(
      throws: InputError(
        .inputOutput, file: folder.file("a"), "expected to write it: Too many levels of symbolic links")
    ) {
      try FileLock(of: folder.file("a"), whoever: "writes it")
    }
    #expect(try folder.read("b") == Array("other".utf8))
  }

  @Test("of those that lock at the same time one has it at each moment")
  func race() async throws {
    let path = folder.file("a")
    let isHeld = folder.file("held")
    // Creating what must not be there fails where two have the lock.
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try await onOwnThread {
            var count = 0
            for _ in 0..<200 {
              guard let lock = try? FileLock(of: path, whoever: "writes it") else { continue }
              try #require(mkdir(isHeld, 0o700) == 0)
              try #require(rmdir(isHeld) == 0)
              count += 1
              lock.release()
            }
            return count
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.reduce(0, +) > 0)
    #expect(try folder.names == [])
  }

  @Test("the temporary files of killed processes are removed, and nothing else")
  func leftovers() throws {
    let others = [
      "a", "a.0123456789abc", "a.0123456789ab.tmp", "a.0123456789abcd.tmp", "a.0123456789abC.tmp",
      "a.old.tmp",
      "a.tmp", "b.0123456789abc.tmp",
    ]
    for name in others { _ = try folder.write(name, "other") }
    try FileManager.default.createDirectory(
      atPath: folder.file("a.00000folder00.tmp"), withIntermediateDirectories: false)
    let kept = others + ["a.00000folder00.tmp"]
    func leave() throws {
      for digits in ["0123456789abc", "zzzzzzzzzzzzz"] { _ = try folder.write("a.\(digits).tmp", "") }
    }
    try leave()
    // One that is being written, which stays as long as that lasts.
    let output = try ByteOutput(path: folder.file("a"))
    try output.write([1])
    let writing = try folder.names.filter { !kept.contains($0) }
    #expect(writing.count == 1)
    try leave()
    let lock = try FileLock(of: folder.file("a"), whoever: "writes it")
    lock.release()
    #expect(try folder.names == (kept + writing).sorted())
    try leave()
    try WholeFile.write("new", to: folder.file("a"))
    #expect(try folder.names == (kept + writing).sorted())
    try output.finish()
    #expect(try folder.names == kept.sorted())
    #expect(try folder.read("a") == [1])
  }

  @Test("where it cannot be locked the system's reason is told")
  func failures() throws {
    for (path, reason) in [
      (folder.file("none/a"), "No such file or directory"), ("", "No such file or directory"),
      (folder.file("none/"), "Is a directory"), (try folder.write("file", "x") + "/a", "Not a directory"),
    ] {
      #expect(throws: InputError(.inputOutput, file: path, "expected to write it: \(reason)")) {
        try FileLock(of: path, whoever: "writes it")
      }
    }
  }
}
