// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

/// Why a call of the system failed.
package struct SystemFailure: Error, Equatable, Sendable {
  /// The system's number for it, as `EPIPE`.
  package let code: Int32

  /// The reason in the system's words.
  package var reason: String { Errno(rawValue: code).description }

  /// Whether a signal came, and the caller wants no more.
  package var isCancelled: Bool { code == EINTR }

  /// A failure of the system's number.
  package init(code: Int32) {
    self.code = code
  }

  init(_ error: any Error) {
    code = (error as? Errno)?.rawValue ?? EIO
  }

  /// Makes a call, its error typed.
  static func from<Value>(_ call: () throws -> Value) throws(SystemFailure) -> Value {
    do { return try call() } catch { throw SystemFailure(error) }
  }
}

/// An open file, pipe or device.
///
/// A call that a signal interrupts is made again; in non-blocking mode it waits until the descriptor is ready.
/// The descriptor is closed by whoever opened it.
package struct Descriptor: Sendable {
  /// How a path is opened; never passed on to a child.
  package enum Access: Sendable {
    /// For reading.
    case reading
    /// For writing, without emptying it.
    case writing
    /// A terminal for both, in non-blocking mode; it never becomes the one that controls the process.
    case terminal
  }

  /// The system's number.
  package let number: Int32

  private let isCancelled: @Sendable () -> Bool
  private var system: FileDescriptor { FileDescriptor(rawValue: number) }

  /// An open descriptor.
  ///
  /// - Parameter isCancelled: Asked after each signal and while waiting; true gives up with `EINTR`.
  package init(_ number: Int32, isCancelled: @escaping @Sendable () -> Bool = { false }) {
    self.number = number
    self.isCancelled = isCancelled
  }

  /// Opens a path.
  package static func open(
    _ path: String, _ access: Access, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(SystemFailure) -> Descriptor {
    switch access {
    case .reading: try open(path, .readOnly, [], isCancelled: isCancelled)
    case .writing: try open(path, .writeOnly, [], isCancelled: isCancelled)
    case .terminal:
      try open(
        path, .readWrite, [.nonBlocking, .init(rawValue: O_NOCTTY)], isCancelled: isCancelled)
    }
  }

  static func open(
    _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions,
    permissions: FilePermissions? = nil, isCancelled: @escaping @Sendable () -> Bool
  ) throws(SystemFailure) -> Descriptor {
    // A named pipe is waited for.
    let opened = try persistently(isCancelled: isCancelled) {
      try FileDescriptor.open(
        FilePath(path), mode, options: options.union(.closeOnExec), permissions: permissions,
        retryOnInterrupt: false)
    }
    return Descriptor(opened.rawValue, isCancelled: isCancelled)
  }

  /// Its kind, size and owner.
  var status: Stat {
    get throws(SystemFailure) { try SystemFailure.from { try system.stat() } }
  }

  /// Whether a name is that of this open file.
  func has(_ name: String) -> Bool {
    var (named, open) = (stat(), stat())
    return lstat(name, &named) == 0 && fstat(number, &open) == 0 && named.st_ino == open.st_ino
      && named.st_dev == open.st_dev
  }

  /// Reads what has arrived, waiting for the first byte; empty at the end.
  ///
  /// - Parameter maximum: The most bytes to read, above 0.
  package func read(upTo maximum: Int) throws(SystemFailure) -> [UInt8] {
    try persistently(waitingFor: POLLIN) {
      try [UInt8](unsafeUninitializedCapacity: maximum) { buffer, count in
        count = try system.read(into: UnsafeMutableRawBufferPointer(buffer), retryOnInterrupt: false)
      }
    }
  }

  /// Waits until there is something to read, even if that is the end, for so many milliseconds at most.
  ///
  /// - Returns: Whether there is; false also where a signal came first.
  package func isReadable(within milliseconds: Int) -> Bool {
    var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, Int32(clamping: milliseconds)) > 0
  }

  /// Writes all bytes, waiting for room.
  package func write(_ bytes: [UInt8]) throws(SystemFailure) {
    var written = 0
    while written < bytes.count {
      written += try persistently(waitingFor: POLLOUT) { try part(bytes[written...]) }
      // A signal that came after a part was written is no error of the call.
      if written < bytes.count, isCancelled() { throw SystemFailure(code: EINTR) }
    }
  }

  /// Writes as many bytes as there is room for in non-blocking mode, maybe none.
  package func writeWithoutWaiting(_ bytes: ArraySlice<UInt8>) throws(SystemFailure) -> Int {
    do {
      return try part(bytes)
    } catch let error as Errno where [.interrupted, .resourceTemporarilyUnavailable].contains(error) {
      return 0
    } catch {
      throw SystemFailure(error)
    }
  }

  /// Writes all bytes over what is there at an offset.
  func write(_ bytes: [UInt8], at offset: Int) throws(SystemFailure) {
    var written = 0
    while written < bytes.count {
      written += try persistently(waitingFor: POLLOUT) {
        try bytes[written...].withUnsafeBytes {
          try system.write(toAbsoluteOffset: Int64(offset + written), $0, retryOnInterrupt: false)
        }
      }
    }
  }

  /// Waits until the disk has what was written.
  func synchronize() throws(SystemFailure) {
    _ = try persistently(waitingFor: POLLOUT) {
      guard fsync(number) == 0 else { throw Errno(rawValue: errno) }
    }
  }

  /// Closes it; it is closed after an error, too.
  func close() throws(SystemFailure) {
    do throws(SystemFailure) {
      try SystemFailure.from { try system.close() }
    } catch {
      // It is closed though interrupted: a second call would close what another thread has opened.
      guard error.code == EINTR else { throw error }
    }
  }

  private func part(_ bytes: ArraySlice<UInt8>) throws -> Int {
    try bytes.withUnsafeBytes { try system.write($0, retryOnInterrupt: false) }
  }

  private func persistently<Value>(
    waitingFor events: some BinaryInteger, _ call: () throws -> Value
  ) throws(SystemFailure) -> Value {
    while true {
      do throws(SystemFailure) {
        return try Self.persistently(isCancelled: isCancelled, call)
      } catch {
        guard error.code == EAGAIN, !isCancelled() else { throw error }
        var request = pollfd(fd: number, events: Int16(events), revents: 0)
        _ = poll(&request, 1, -1)
        if isCancelled() { throw SystemFailure(code: EINTR) }
      }
    }
  }

  /// Makes a call again where a signal broke it off, unless the caller wants no more.
  private static func persistently<Value>(
    isCancelled: () -> Bool, _ call: () throws -> Value
  ) throws(SystemFailure) -> Value {
    while true {
      do throws(SystemFailure) {
        return try SystemFailure.from(call)
      } catch {
        guard error.code == EINTR, !isCancelled() else { throw error }
      }
    }
  }
}
