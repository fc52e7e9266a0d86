// SPDX-License-Identifier: Apache-2.0
public import Metering

/// A wiring map as it is kept in a file, for an installation that is none of the manual's.
///
/// It is a JSON object; only `inputs` must be there. The first one here, the smallest, is a single phase; the second is the
/// manual's delta:
///
///     {"inputs": [{"input": 1, "line": "L1"}]}
///
///     {
///       "version": 1,
///       "neutral": false,
///       "rotation": "right",
///       "supply": {"N": "L2", "L": "L1"},
///       "inputs": [
///         {"input": 1, "line": "L1", "polarity": "normal", "referenceAngleDegrees": -30},
///         {"input": 2, "line": "L3", "polarity": "reversed", "referenceAngleDegrees": 90}
///       ]
///     }
///
/// An input that is not listed has no clamp. `neutral` is whether the net has one (by default whether one is at the
/// supply). Without a neutral, the third line is derived from two that are measured, and powers are computed from the nominal
/// voltage over sqrt(3). `supply` names the conductors at the sensor's terminals N and L (by default N and L1, or L2 and L1 in a
/// net without neutral), `rotation` is the net's (by default right). They give every line its reference angle: that of its own
/// voltage relative to V(L) - V(N). A `referenceAngleDegrees` states it for one line; it must agree with `supply` and `rotation`
/// where the file has them.
public struct WiringFile: Sendable, Equatable {
  /// The version of the format that is read and written.
  public static let version = 1

  /// The map: at least one clamp, and one a line at most.
  ///
  /// Angles of lines that are neither measured nor derived are not kept where the others tell no rotation.
  public var map: WiringMap

  /// A file with this map; ``write(to:)`` checks it.
  public init(map: WiringMap) {
    self.map = map
  }

  /// Whether two angles are the same direction within a millionth of a degree.
  static func isSame(_ a: Double, _ b: Double) -> Bool {
    abs((a - b).remainder(dividingBy: 360)) < 1e-6
  }
}
