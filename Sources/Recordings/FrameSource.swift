// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
public import Metering

/// A stream of frames: a recording, a live input or a simulated installation.
public protocol FrameSource {
  /// Frames a second.
  var rate: Double { get }
  /// Channels of each frame, 1...4: the voltage, then inputs 1...3.
  var channelCount: Int { get }
  /// The conversion of codes into volts and amperes.
  var calibration: Calibration { get }

  /// Reads the next frames, as soon as there are any.
  ///
  /// - Parameter maximum: The most frames to read, above 0.
  /// - Returns: Interleaved codes of 1...`maximum` whole frames; none at the end.
  /// - Throws: What is wrong with the input and where.
  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16]

  /// Frames that are known to be missing between those of the latest ``read(upTo:)`` and those before: as many as a meter is to
  /// skip.
  ///
  /// None by default.
  var lost: Int { get }

  /// Faults of a stream up to the latest ``read(upTo:)``, as far as they are known.
  ///
  /// None by default.
  var faults: StreamFaults { get }

  /// Faults of the recording that is read all the same, a line each; known from the start.
  ///
  /// None by default.
  var warnings: [String] { get }

  /// Waits until ``read(upTo:)`` finds frames or the end, for a number of milliseconds at most.
  ///
  /// By default there always is something, as in a file.
  ///
  /// - Parameter milliseconds: How long to wait; 0 to look only.
  /// - Returns: Whether there is; false also where a signal came first.
  func isReady(within milliseconds: Int) -> Bool
}

extension FrameSource {
  /// None: nothing is known to be missing.
  public var lost: Int { 0 }

  /// None: nothing is known.
  public var faults: StreamFaults { StreamFaults() }

  /// None: nothing is wrong.
  public var warnings: [String] { [] }

  /// True: there is nothing to wait for.
  public func isReady(within milliseconds: Int) -> Bool { true }
}
