// SPDX-License-Identifier: Apache-2.0
import Board
import Emulation

/// The instructions that a stream took.
struct Budget {
  private var frames: UInt32 = 0
  private var ingest: UInt32 = 0
  private var blocks: UInt32 = 0
  /// The most that a block took that ended a second, up to its reading.
  private var closing: UInt32 = 0
  /// The most that a telegram took.
  private var telegram: UInt32 = 0

  /// Adds a block that ended no second.
  mutating func add(block instructions: UInt32) {
    frames += UInt32(BOARD_BLOCK)
    blocks += 1
    ingest += instructions
  }

  /// Adds a block that ended a second, and its telegram.
  mutating func add(closing instructions: UInt32, telegram: UInt32) {
    closing = max(closing, instructions)
    self.telegram = max(self.telegram, telegram)
  }

  /// Prints the instructions of a thousand frames, of a close and of a telegram.
  func print() {
    guard blocks > 0 else { return }
    let block = ingest / blocks
    emulation_print("  ingest-1000", block * 1000 / UInt32(BOARD_BLOCK))
    emulation_print("  close", closing - block)
    emulation_print("  telegram", telegram)
  }
}
