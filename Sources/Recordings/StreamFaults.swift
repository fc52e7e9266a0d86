// SPDX-License-Identifier: Apache-2.0

/// Faults of a live stream, as far as they are known: counts from its beginning.
public struct StreamFaults: Equatable, Sendable {
  /// Frames that were sent and did not arrive.
  public var lostFrames = 0
  /// Frames that came again, too late or from another stream, and were left out.
  public var repeatedFrames = 0
  /// Times that the sender began to count again.
  public var restarts = 0
  /// Bytes that belong to no whole packet.
  public var skippedBytes = 0

  /// No faults.
  public init() {}

  /// The faults since an earlier count, in words; empty where there are none.
  public func words(since before: StreamFaults) -> String {
    let counts = [
      (lostFrames - before.lostFrames, "frame was lost on the way", "frames were lost on the way"),
      (
        repeatedFrames - before.repeatedFrames, "frame came again or too late and is left out",
        "frames came again or too late and are left out"
      ),
      (
        skippedBytes - before.skippedBytes, "byte belongs to no whole packet",
        "bytes belong to no whole packet"
      ),
      (restarts - before.restarts, "restart of the sender", "restarts of the sender"),
    ]
    return counts.filter { $0.0 > 0 }.map { $0.0.counting($0.1, $0.2) }.joined(separator: ", ")
  }
}
