// SPDX-License-Identifier: Apache-2.0
public import StrictJSON

/// Where frames go: a recording in the making.
public protocol FrameSink {
  /// Adds frames.
  ///
  /// - Parameter frames: Interleaved codes of whole frames.
  /// - Throws: `inputOutput` with the system's reason.
  mutating func write(_ frames: [Int16]) throws(InputError)

  /// Completes the recording; until then there is nothing under its name, and without it there never is.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  mutating func finish() throws(InputError)
}
