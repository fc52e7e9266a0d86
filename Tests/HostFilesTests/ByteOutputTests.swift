// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import Testing
import _TestSupport

@testable import HostFiles

@Suite struct ByteOutputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func status(_ path: String) -> stat {
    var status = stat()
    #expect(stat(path, &status) == 0, "\(path)")
    return status
  }

  @Test("a file is as it was until the new one is complete; then it holds that, and nothing lies beside it")
  func replaces() throws {
    let path = try folder.write("a", "old")
    let output = try ByteOutput(path: path)
    try output.write(Array("xew".utf8))
    try output.rewrite(Array("n".utf8), at: 0)
    #expect(try folder.read("a") == Array("old".utf8))
    #expect(try folder.names.count == 2)
    try output.finish()
    #expect(try folder.read("a") == Array("new".utf8))
    #expect(try folder.names == ["a"])
  }

  @Test("mode and owner of the old file are kept; a new one has those of any new file")
  func status() throws {
    let path = try folder.write("a", "old")
    let isRoot = getuid() == 0
    let owner: uid_t = isRoot ? 12345 : getuid()
    let group: gid_t = isRoot ? 23456 : getgid()
    for mode in [0o640, 0o600, 0o777, 0o444] as [mode_t] where isRoot || mode != 0o444 {
      #expect(chown(path, owner, group) == 0 && chmod(path, mode) == 0)
      try WholeFile.write("new", to: path)
      let status = status(path)
      #expect(status.st_mode & 0o7777 == mode && status.st_uid == owner && status.st_gid == group)
    }
    let other = folder.file("b")
    #expect(FileManager.default.createFile(atPath: other, contents: nil))
    try WholeFile.write("new", to: folder.file("c"))
    #expect(status(folder.file("c")).st_mode == status(other).st_mode)
  }

  @Test("the file that a link leads to is replaced, through links to links and where there is none yet")
  func links() throws {
    try FileManager.default.createDirectory(atPath: folder.file("d"), withIntermediateDirectories: false)
    _ = try folder.write("d/a", "old")
    let links = [("l1", "d/a"), ("l2", "l1"), ("l3", folder.file("l2")), ("d/l4", "../l3"), ("l5", "d/b")]
    for (link, target) in links { #expect(symlink(target, folder.file(link)) == 0) }
    for link in ["l1", "l2", "l3", "d/l4"] {
      try WholeFile.write(link, to: folder.file(link))
      #expect(try folder.read("d/a") == Array(link.utf8))
    }
    try WholeFile.write("made", to: folder.file("l5"))
    #expect(try folder.read("d/b") == Array("made".utf8))
    for (link, target) in links {
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file(link)) == target)
    }
    #expect(symlink("r1", folder.file("r2")) == 0 && symlink("r2", folder.file("r1")) == 0)
    let error = try #require(throws: InputError.self) { try WholeFile.write("x", to: folder.file("r1")) }
    #expect(error.problem == "expected to write it: Too many levels of symbolic links")
  }

  @Test("temporary names differ, and those that others have left stay and do no harm")
  func names() throws {
    let path = folder.file("a")
    let others = ["a.tmp", "a.1.tmp", "a.\(getpid()).tmp"]
    for name in others { _ = try folder.write(name, "other") }
    let outputs = try (0..<20).map { _ in try ByteOutput(path: path) }
    let temporary = try folder.names.filter { !others.contains($0) }
    #expect(Set(temporary).count == 20 && temporary.allSatisfy { $0.hasPrefix("a.") && $0.hasSuffix(".tmp") })
    for (index, output) in outputs.enumerated() {
      try output.write([UInt8(index)])
      try output.finish()
    }
    #expect(try folder.read("a") == [19])
    #expect(try folder.names == (["a"] + others).sorted())
    for name in others { #expect(try folder.read(name) == Array("other".utf8)) }
  }

  @Test("a file with the longest name that there is can be written", arguments: ["a", "é", "😀"])
  func longName(character: String) throws {
    let name = String(repeating: character, count: 255 / character.utf8.count)
    try WholeFile.write("new", to: folder.file(name))
    #expect(try folder.names == [name])
  }

  /// What goes wrong, and after which step.
  enum Fault: CaseIterable {
    case abandoned, temporaryGone, folderGone, replacedByFolder, refusedWrite
  }

  @Test(
    "after a failure at any step the old file is as it was, and nothing lies beside it",
    arguments: Fault.allCases)
  func failures(fault: Fault) throws {
    let inside = folder.file("d")
    try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: false)
    let path = inside + "/a"
    try WholeFile.write("old", to: path)
    var moved = path
    do {
      let output = try ByteOutput(path: path)
      try output.write(Array("new".utf8))
      switch fault {
      case .abandoned: break
      case .temporaryGone:
        let temporary = try #require(
          try FileManager.default.contentsOfDirectory(atPath: inside).first { $0 != "a" })
        try FileManager.default.removeItem(atPath: inside + "/" + temporary)
        #expect(throws: InputError.self) { try output.finish() }
      case .folderGone:
        moved = folder.file("e/a")
        #expect(rename(inside, folder.file("e")) == 0)
        let error = try #require(throws: InputError.self) { try output.finish() }
        #expect(error.problem == "expected to write it: No such file or directory")
      case .replacedByFolder:
        moved = folder.file("old")
        #expect(rename(path, moved) == 0)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let error = try #require(throws: InputError.self) { try output.finish() }
        #expect(error.kind == .inputOutput && error.problem == "expected to write it: Is a directory")
      case .refusedWrite:
        // No byte has an offset below 0.
        #expect(throws: InputError.self) { try output.rewrite([0], at: -1) }
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: moved)) == Data("old".utf8))
    let left = try FileManager.default.contentsOfDirectory(
      atPath: fault == .folderGone ? folder.file("e") : inside)
    // In a folder that was moved away the temporary file has no known name any more.
    #expect(left.count { $0.hasSuffix(".tmp") } == (fault == .folderGone ? 1 : 0))
  }

  @Test(
    "two files get their names both or neither", arguments: [nil, "a", "b"] as [String?], [false, true])
  func pairs(failing: String?, isNew: Bool) throws {
    let names = ["a", "b"]
    if !isNew { for name in names { _ = try folder.write(name, "old \(name)") } }
    let outputs = try names.map { name in
      let output = try ByteOutput(path: folder.file(name))
      try output.write(Array("new \(name)".utf8))
      return output
    }
    if let failing {
      // Its temporary file is gone.
      let lost = try folder.names.first { $0.hasPrefix("\(failing).") }
      try FileManager.default.removeItem(atPath: folder.file(try #require(lost)))
      let error = try #require(throws: InputError.self) { try ByteOutput.finish(outputs[0], outputs[1]) }
      #expect(error.problem == "expected to write it: No such file or directory")
    } else {
      try ByteOutput.finish(outputs[0], outputs[1])
    }
    let expected = failing == nil ? "new" : isNew ? nil : "old"
    for name in names {
      let content = (try? folder.read(name)).map { String(decoding: $0, as: UTF8.self) }
      #expect(content == expected.map { "\($0) \(name)" })
    }
    // What failed lies beside it only as long as it is open.
    let left = try folder.names.filter { !names.contains($0) && !$0.hasPrefix(failing == "a" ? "b." : "a.") }
    #expect(left == [])
  }

  @Test("what cannot be written is found out before anything is written")
  func early() throws {
    for (path, problem) in [
      (folder.path, "expected a file to write, found a directory"),
      (folder.file("none/a"), "expected to write it: No such file or directory"),
      (try folder.write("file", "x") + "/a", "expected to write it: Not a directory"),
      ("", "expected to write it: No such file or directory"),
      (folder.file("none/"), "expected to write it: Is a directory"),
    ] {
      #expect(throws: InputError(.inputOutput, file: path, problem)) { try ByteOutput(path: path) }
    }
    #expect(try folder.names == ["file"])
  }

  @Test("a device is written in place, and a full one says so")
  func devices() throws {
    let full = try ByteOutput(path: "/dev/full")
    let error = try #require(throws: InputError.self) { try full.write([1]) }
    #expect(
      error == InputError(.inputOutput, file: "/dev/full", "expected to write it: No space left on device"))
    let null = try ByteOutput(path: "/dev/null")
    try null.write([1])
    try null.rewrite([2], at: 0)
    try null.finish()
    #expect(status("/dev/null").st_mode & S_IFMT == S_IFCHR)
  }

  @Test("of writers at the same time one wins with all its bytes; readers never see a part")
  func concurrent() async throws {
    let path = folder.file("a")
    let size = 1 << 16
    try WholeFile.write(String(repeating: "z", count: size), to: path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for letter in "abcdef" {
        group.addTask {
          try await onOwnThread {
            for _ in 0..<5 { try WholeFile.write(String(repeating: letter, count: size), to: path) }
          }
        }
      }
      group.addTask {
        let read = try await onOwnThread {
          try (0..<30).map { _ in try WholeFile.bytes(of: path, expected: "a file") }
        }
        #expect(read.count == 30 && read.allSatisfy { $0.count == size && Set($0).count == 1 })
      }
      try await group.waitForAll()
    }
    #expect(try folder.names == ["a"])
    #expect(Set(try folder.read("a")).count == 1)
  }
}
