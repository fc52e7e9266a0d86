// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Blocks of bytes on their way to a descriptor: a thread of its own writes them, so that nobody else waits for a reader.
///
/// Blocks for which the queue has no room are dropped whole, and counted.
package final class OutputQueue: @unchecked Sendable {
  /// The most bytes that wait; a block that comes to an empty queue may be longer.
  package static let limit = 1 << 16

  private let descriptor: Descriptor
  private let notice: @Sendable (Int) -> [UInt8]
  private let condition = NSCondition()
  // All below are used with the condition locked.
  private var blocks: [[UInt8]] = []
  private var size = 0
  private var isClosed = false
  private var problem: SystemFailure?
  /// Blocks that were dropped since the last notice.
  private var dropped = 0

  /// A queue to an open descriptor, which stays the caller's.
  ///
  /// - Parameter notice: Makes the bytes to write before the next block, after so many blocks were dropped.
  /// - Throws: The system's reason where it has no thread left.
  package init(
    to descriptor: Int32, notice: @escaping @Sendable (_ dropped: Int) -> [UInt8]
  ) throws(SystemFailure) {
    self.descriptor = Descriptor(descriptor)
    self.notice = notice
    _ = try SystemThread { self.run() }
  }

  /// Adds a block, as a whole or not at all; does not wait.
  ///
  /// - Returns: Whether there was room for it.
  @discardableResult
  package func offer(_ block: [UInt8]) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    guard problem == nil, !isClosed, blocks.isEmpty || size + block.count <= Self.limit else {
      dropped += 1
      return false
    }
    if dropped > 0 {
      append(notice(dropped))
      dropped = 0
    }
    append(block)
    condition.broadcast()
    return true
  }

  /// Why nothing more can be written; nil while it can.
  package var failure: SystemFailure? {
    condition.lock()
    defer { condition.unlock() }
    return problem
  }

  /// Blocks that wait, including the one that is being written.
  package var waiting: Int {
    condition.lock()
    defer { condition.unlock() }
    return blocks.count
  }

  /// Waits until all is written, or until nothing more can be, for so many milliseconds at most.
  ///
  /// - Returns: Whether it is written.
  @discardableResult
  package func isWritten(within milliseconds: Int) -> Bool {
    let end = Date(timeIntervalSinceNow: Double(milliseconds) / 1000)
    condition.lock()
    defer { condition.unlock() }
    while !blocks.isEmpty, problem == nil, condition.wait(until: end) {}
    return blocks.isEmpty
  }

  /// Waits until the blocks are written, for so many milliseconds at most, and takes no more.
  ///
  /// - Returns: How many blocks were dropped and not reported yet, or are not written yet.
  @discardableResult
  package func finish(within milliseconds: Int) -> Int {
    isWritten(within: milliseconds)
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
    return dropped + blocks.count
  }

  private func run() {
    while let block = next() {
      var failure: SystemFailure?
      do throws(SystemFailure) {
        try descriptor.write(block)
      } catch {
        failure = error
      }
      condition.lock()
      problem = failure
      if failure == nil {
        blocks.removeFirst()
        size -= block.count
      }
      condition.broadcast()
      condition.unlock()
    }
  }

  private func append(_ block: [UInt8]) {
    guard !block.isEmpty else { return }
    blocks.append(block)
    size += block.count
  }

  /// Waits for the next block, which stays the first until it is written; nil where there are no more.
  private func next() -> [UInt8]? {
    condition.lock()
    defer { condition.unlock() }
    while blocks.isEmpty, !isClosed, problem == nil { condition.wait() }
    return problem == nil ? blocks.first : nil
  }
}
