// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import SystemPackage

/// The owner of a file descriptor that bytes are read from, in their order, as soon as they arrive.
package final class ByteInput {
  /// The outcome of waiting for bytes.
  package enum Arrival {
    /// One byte or more.
    case bytes([UInt8])
    /// The input is over.
    case end
    /// A signal came, and the caller wants no more bytes.
    case cancelled
  }

  /// The input's name in messages.
  package let name: String
  /// Bytes read since the start.
  package private(set) var offset = 0

  private let descriptor: Descriptor
  private let ownsDescriptor: Bool
  private let isCancelled: @Sendable () -> Bool
  private var peeked: [UInt8] = []

  /// Reads from an open descriptor and leaves it open.
  package init(descriptor: Int32, name: String, isCancelled: @escaping @Sendable () -> Bool) {
    self.descriptor = Descriptor(descriptor, isCancelled: isCancelled)
    self.name = name
    self.isCancelled = isCancelled
    ownsDescriptor = false
  }

  /// Opens a file, a device or a named pipe.
  ///
  /// - Parameters:
  ///   - content: The name in a message of the content that an empty file lacks; nil where a file may be empty.
  ///   - thing: The name in a message of a file that can be read.
  ///   - isCancelled: Asked before waiting for bytes and after each signal; true ends the input.
  /// - Throws: `noInput` with the system's reason where it cannot be opened or is a directory; `data` for an empty
  ///   file.
  package init(
    path: String, expecting content: String? = "a recording", as thing: String = "a readable file",
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) {
    let status: Stat
    do throws(SystemFailure) {
      descriptor = try Descriptor.open(path, .reading, isCancelled: isCancelled)
      name = path
      self.isCancelled = isCancelled
      ownsDescriptor = true
      status = try descriptor.status
    } catch {
      throw InputError(.noInput, file: path, "expected \(thing): \(error.reason)")
    }
    switch status.type {
    case .directory: throw InputError(.noInput, file: path, "expected a file, found a directory")
    case .regular where status.size == 0:
      if let content { throw InputError(.data, file: path, "expected \(content), found an empty file") }
    default: break
    }
  }

  deinit {
    if ownsDescriptor { try? descriptor.close() }
  }

  /// Whether it is a file that was opened by its path, and so can be opened again.
  package var isFile: Bool { left != nil }

  /// Bytes from here to the end of a file; nil where it was not opened by its path, or is not a regular file.
  package var left: Int? {
    guard ownsDescriptor, let status = try? descriptor.status, status.type == .regular else { return nil }
    return max(0, Int(status.size) - offset)
  }

  /// Reads what has arrived, waiting for the first byte.
  ///
  /// - Parameter maximum: The most bytes to read, above 0.
  /// - Throws: `inputOutput` with the system's reason.
  package func read(upTo maximum: Int) throws(InputError) -> Arrival {
    let arrival: Arrival
    if peeked.isEmpty {
      arrival = try wait(upTo: maximum)
    } else {
      arrival = .bytes(Array(peeked.prefix(maximum)))
      peeked.removeFirst(min(maximum, peeked.count))
    }
    if case .bytes(let bytes) = arrival { offset += bytes.count }
    return arrival
  }

  /// Waits until there is something to read, even if that is the end, for so many milliseconds at most.
  ///
  /// - Returns: Whether there is; false also where a signal came first.
  package func isReadable(within milliseconds: Int) -> Bool {
    !peeked.isEmpty || descriptor.isReadable(within: milliseconds)
  }

  /// Reads as many bytes as asked for, fewer only at the end.
  ///
  /// - Throws: `inputOutput` with the system's reason, or where the caller wants no more before the end.
  package func read(exactly count: Int) throws(InputError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, let more = try part(upTo: min(count - bytes.count, 1 << 20)) {
      bytes += more
    }
    return bytes
  }

  /// Reads bytes without keeping them, fewer than asked for only at the end.
  ///
  /// - Throws: `inputOutput` with the system's reason, or where the caller wants no more before the end.
  package func skip(_ count: Int) throws(InputError) {
    var left = count
    while left > 0, let bytes = try part(upTo: min(left, 1 << 16)) { left -= bytes.count }
  }

  /// Looks at the next bytes and leaves them to be read; fewer than asked for only at the end.
  ///
  /// - Throws: `inputOutput` with the system's reason, or where the caller wants no more before the end.
  package func peek(at count: Int) throws(InputError) -> [UInt8] {
    while peeked.count < count, let bytes = try whole(wait(upTo: count - peeked.count)) {
      peeked += bytes
    }
    return Array(peeked.prefix(count))
  }

  /// The next bytes; nil at the end.
  private func part(upTo maximum: Int) throws(InputError) -> [UInt8]? {
    try whole(read(upTo: maximum))
  }

  /// The bytes that arrived; nil at the end. A cancelled read is an error: the bytes are not the whole.
  private func whole(_ arrival: Arrival) throws(InputError) -> [UInt8]? {
    switch arrival {
    case .bytes(let bytes): return bytes
    case .end: return nil
    case .cancelled: throw failure(SystemFailure(code: Errno.interrupted.rawValue))
    }
  }

  private func wait(upTo maximum: Int) throws(InputError) -> Arrival {
    if isCancelled() { return .cancelled }
    do throws(SystemFailure) {
      let bytes = try descriptor.read(upTo: maximum)
      return bytes.isEmpty ? .end : .bytes(bytes)
    } catch {
      if error.isCancelled { return .cancelled }
      throw failure(error)
    }
  }

  private func failure(_ failure: SystemFailure) -> InputError {
    InputError(.inputOutput, file: name, place: "byte \(offset)", failure.reason)
  }
}
