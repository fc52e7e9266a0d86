// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Foundation

/// The owner of a file descriptor that bytes are taken from, in their order, as soon as they arrive.
package final class ByteInput {
  /// What came of waiting for bytes.
  package enum Arrival {
    /// One byte or more.
    case bytes([UInt8])
    /// The input is over.
    case end
    /// A signal came and the caller wants no more.
    case cancelled
  }

  /// The input's name in messages.
  package let name: String
  /// Bytes taken since the start.
  package private(set) var offset = 0

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let isCancelled: @Sendable () -> Bool
  private var lookedAt: [UInt8] = []

  /// Takes bytes from an open descriptor and leaves it open.
  package init(descriptor: Int32, name: String, isCancelled: @escaping @Sendable () -> Bool) {
    self.descriptor = descriptor
    self.name = name
    self.isCancelled = isCancelled
    ownsDescriptor = false
  }

  /// Opens a file, a device or a named pipe.
  ///
  /// - Parameter content: What a message calls the bytes that an empty file lacks.
  /// - Throws: `noInput` with the system's reason where it cannot be opened or is a directory; `data` for an empty
  ///   file.
  package init(
    path: String, expecting content: String = "a recording",
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) {
    var opened: Int32
    repeat {
      opened = open(path, O_RDONLY | O_CLOEXEC)
    } while opened < 0 && errno == EINTR && !isCancelled()
    guard opened >= 0 else {
      throw InputError(.noInput, file: path, "expected a readable file: \(Self.reason(errno))")
    }
    descriptor = opened
    name = path
    self.isCancelled = isCancelled
    ownsDescriptor = true

    var status = stat()
    guard fstat(opened, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw InputError(.noInput, file: path, "expected a file, found a directory")
    case S_IFREG where status.st_size == 0:
      throw InputError(.data, file: path, "expected \(content), found an empty file")
    default: break
    }
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// Takes what has arrived, waiting for the first byte.
  ///
  /// - Parameter maximum: The most bytes to take, above 0.
  /// - Throws: `inputOutput` with the system's reason.
  package func take(upTo maximum: Int) throws(InputError) -> Arrival {
    let arrival: Arrival
    if lookedAt.isEmpty {
      arrival = try wait(upTo: maximum)
    } else {
      arrival = .bytes(Array(lookedAt.prefix(maximum)))
      lookedAt.removeFirst(min(maximum, lookedAt.count))
    }
    if case .bytes(let bytes) = arrival { offset += bytes.count }
    return arrival
  }

  /// Takes as many bytes as asked for, fewer only at the end.
  package func take(all count: Int) throws(InputError) -> [UInt8] {
    var taken: [UInt8] = []
    while taken.count < count, case .bytes(let bytes) = try take(upTo: min(count - taken.count, 1 << 20)) {
      taken += bytes
    }
    return taken
  }

  /// Takes everything up to the end.
  package func takeAll() throws(InputError) -> [UInt8] {
    try take(all: .max)
  }

  /// Takes bytes without keeping them, fewer than asked for only at the end.
  package func skip(_ count: Int) throws(InputError) {
    var left = count
    while left > 0, case .bytes(let bytes) = try take(upTo: min(left, 1 << 16)) { left -= bytes.count }
  }

  /// Looks at the next bytes and leaves them to be taken; fewer than asked for only at the end.
  package func look(at count: Int) throws(InputError) -> [UInt8] {
    while lookedAt.count < count, case .bytes(let bytes) = try wait(upTo: count - lookedAt.count) {
      lookedAt += bytes
    }
    return Array(lookedAt.prefix(count))
  }

  private func wait(upTo maximum: Int) throws(InputError) -> Arrival {
    while !isCancelled() {
      var code: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: maximum) { buffer, initialized in
        let count = read(descriptor, buffer.baseAddress, maximum)
        if count < 0 { code = errno }
        initialized = max(count, 0)
      }
      switch code {
      case 0: return bytes.isEmpty ? .end : .bytes(bytes)
      case EINTR: continue
      case EAGAIN: waitUntilReadable()
      default: throw InputError(.inputOutput, file: name, place: "byte \(offset)", Self.reason(code))
      }
    }
    return .cancelled
  }

  /// Blocks until a descriptor in non-blocking mode has bytes, or until a signal.
  private func waitUntilReadable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&request, 1, -1)
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
