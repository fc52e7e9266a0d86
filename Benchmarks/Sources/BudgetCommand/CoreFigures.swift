// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a second of four channels at 4000 frames/s costs in firmware: the output of `Firmware/run CORE --json`.
struct CoreFigures: Decodable {
  /// `m4` or `m0`.
  let core: String
  /// Instructions: for a frame, for closing a cycle, for a telegram.
  let ingestPerFrame, close, telegram: Double
  /// Bytes.
  let flash, ram, stack: Int

  /// What the core is called, and the clock of a usual chip with it, Hz.
  var kind: (name: String, clock: Double)? {
    switch core {
    case "m4": ("Cortex-M4, 80 MHz", 80e6)
    case "m0": ("Cortex-M0+, 48 MHz", 48e6)
    default: nil
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `Failure` naming the file and what is wrong with it.
  init(file: String) throws {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Failure(description: "\(file): expected the figures of a core, found no such file")
    }
    do {
      self = try JSONDecoder().decode(CoreFigures.self, from: data)
    } catch {
      throw Failure(description: "\(file): expected the figures of a core as `Firmware/run --json` prints them: \(error)")
    }
    if kind == nil { throw Failure(description: "\(file): expected the core m4 or m0, found \(core)") }
  }

  /// What is wrong with a file.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
