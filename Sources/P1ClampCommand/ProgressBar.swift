// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A bar on standard error that shows how far a job is; nothing where standard error is no terminal.
final class ProgressBar: Sendable {
  private let total: Int
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private let permille = Mutex(-1)

  /// A bar for so many steps, above 0.
  init(total: Int) {
    self.total = total
  }

  /// Shows that so many steps are done; from any thread, in any order.
  func update(_ done: Int) {
    guard isShown else { return }
    let reached = min(1000, done * 1000 / total)
    permille.withLock { shown in
      guard reached > shown else { return }
      shown = reached
      let width = reached * Self.width / 1000
      let bar = String(repeating: "#", count: width) + String(repeating: ".", count: Self.width - width)
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      let left = reached > 0 ? ", \(Int(elapsed * Double(1000 - reached) / Double(reached))) s left" : ""
      write("\r[\(bar)] \(reached / 10) %\(left)\u{1B}[K")
    }
  }

  /// Removes the bar.
  func finish() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  private static let width = 40
}
