// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The lines that somebody enters at the terminal of standard input.
final class EnteredLines {
  private var isOver = false

  /// Nil where standard input is no terminal.
  init?() {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
  }

  /// Whether a line was entered since the last call; does not wait.
  func hasNext() -> Bool {
    var hasLine = false
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while !isOver, poll(&request, 1, 0) > 0 {
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      isOver = count == 0 || (count < 0 && errno != EINTR)
      if count > 0, bytes[..<count].contains(0x0A) { hasLine = true }
    }
    return hasLine
  }
}
