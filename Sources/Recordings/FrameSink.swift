// SPDX-License-Identifier: Apache-2.0
public import StrictJSON

/// Where frames go: a recording in the making.
public protocol FrameSink {
  /// Adds frames.
  ///
  /// - Parameter frames: Interleaved codes of whole frames.
  /// - Throws: `inputOutput` with the system's reason.
  mutating func write(_ frames: [Int16]) throws(InputError)

  /// Completes the recording: only then does a file get its name. A device or a pipe is written in place.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  mutating func finish() throws(InputError)
}
