// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import Synchronization
import Testing
import _TestSupport

@testable import HostFiles

@Suite struct ByteInputTests {
  /// Both ends of a pipe.
  private final class Pipe {
    let reading: Int32
    let writing: Int32

    init(isBlocking: Bool) {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      (reading, writing) = (ends[0], ends[1])
      guard !isBlocking else { return }
      for end in ends { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    }

    deinit {
      close(reading)
      close(writing)
    }
  }

  @Test(
    "a pipe that is full and non-blocking gets all bytes, and one that is empty is waited for",
    arguments: [1, 4])
  func waiting(seed: UInt64) async throws {
    let pipe = Pipe(isBlocking: false)
    var generator = SeededGenerator(seed: seed)
    // Many times what a pipe holds.
    let bytes = (0..<1 << 20).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    let descriptor = pipe.writing
    let reading = ReadInput(
      input: ByteInput(descriptor: pipe.reading, name: "pipe", isCancelled: { false }))
    let read = try await onOwnThread {
      // Without these bytes the reader would wait for ever: a failure to write ends the run.
      Thread { try! Descriptor(descriptor).write(bytes) }.start()
      return try reading.input.read(exactly: bytes.count)
    }
    #expect(read == bytes && reading.input.offset == bytes.count)
  }

  private struct ReadInput: @unchecked Sendable {
    let input: ByteInput
  }

  @Test("a device without room takes no byte and waits for none")
  func withoutWaiting() throws {
    let pipe = Pipe(isBlocking: false)
    let descriptor = Descriptor(pipe.writing)
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    let first = try descriptor.writeWithoutWaiting(bytes[...])
    #expect(first > 0 && first < bytes.count)
    #expect(try descriptor.writeWithoutWaiting(bytes[first...]) == 0)
    let error = try #require(throws: SystemFailure.self) {
      try Descriptor(-1).writeWithoutWaiting(bytes[...])
    }
    #expect(error.code == EBADF && error.reason == "Bad file descriptor")
  }

  @Test("what is looked at is taken afterwards, and an end is an end")
  func looking() throws {
    let folder = try TemporaryFolder()
    let input = try ByteInput(path: try folder.write("a", "abcdef"))
    #expect(try input.peek(at: 3) == Array("abc".utf8) && input.peek(at: 2) == Array("ab".utf8))
    #expect(input.offset == 0)
    try input.skip(1)
    #expect(try input.read(exactly: 3) == Array("bcd".utf8) && input.offset == 4)
    #expect(try input.peek(at: 10) == Array("ef".utf8))
    #expect(
      try input.read(exactly: .max) == Array("ef".utf8) && input.read(exactly: .max).isEmpty
        && input.offset == 6)
  }

  @Test("what is broken off is an error where a whole is asked for, and told where bytes are asked for")
  func cancelled() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", "abcdef")
    let isCancelled = Flag()
    let input = try ByteInput(path: path, isCancelled: { isCancelled.value.load(ordering: .relaxed) })
    #expect(try input.read(exactly: 2) == Array("ab".utf8))
    isCancelled.value.store(true, ordering: .relaxed)
    guard case .cancelled = try input.read(upTo: 1) else {
      Issue.record("bytes were read")
      return
    }
    let broken = InputError(.inputOutput, file: path, place: "byte 2", "Interrupted system call")
    #expect(throws: broken) { try input.read(exactly: 1) }
    #expect(throws: broken) { try input.read(exactly: .max) }
    #expect(throws: broken) { try input.peek(at: 1) }
    #expect(throws: broken) { try input.skip(1) }
  }

  private final class Flag: Sendable {
    let value = Atomic(false)
  }

  @Test("what cannot be read is told with the system's reason")
  func refused() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty", "")
    let missing = folder.file("none")
    #expect(
      throws: InputError(.noInput, file: missing, "expected a readable file: No such file or directory")
    ) {
      try ByteInput(path: missing)
    }
    #expect(throws: InputError(.noInput, file: folder.path, "expected a file, found a directory")) {
      try WholeFile.bytes(of: folder.path, expected: "a wiring")
    }
    #expect(throws: InputError(.noInput, file: missing, "expected a wiring: No such file or directory")) {
      try WholeFile.bytes(of: missing, expected: "a wiring")
    }
    #expect(throws: InputError(.data, file: empty, "expected a recording, found an empty file")) {
      try ByteInput(path: empty)
    }
    #expect(try WholeFile.bytes(of: empty, expected: "a wiring").isEmpty)
    #expect(throws: InputError(.data, file: "/dev/zero", "expected at most 67108864 bytes, found more")) {
      try WholeFile.bytes(of: "/dev/zero", expected: "a wiring")
    }
    let closed = ByteInput(descriptor: -1, name: "closed", isCancelled: { false })
    #expect(throws: InputError(.inputOutput, file: "closed", place: "byte 0", "Bad file descriptor")) {
      try closed.read(exactly: .max)
    }
  }
}
