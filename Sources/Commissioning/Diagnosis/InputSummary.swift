// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Metering

/// The currents and directions of one input over a recording.
public struct InputSummary: Sendable {
  /// The input.
  public let input: Input
  /// The currents of the states it was seen in, A, against the voltage reference; each once, zero where it shows none.
  public let states: [Phasor]
  /// Standard deviation of the parts of the largest current, due to noise, A.
  public let deviation: Double
  /// Cycles in which it imports, exports, or neither is certain, under the intended wiring.
  public let directions: DirectionCount
  /// Whether it showed a load that is known to have been switched on.
  let hasKnownLoad: Bool
  /// Whether it showed nothing of a load that is known to be on at the line that it is meant for.
  let lacksKnownLoad: Bool

  /// Standard deviation of the angle of the largest current, degrees; 0 without one.
  var angleDeviation: Double {
    isSilent ? 0 : atan2(deviation, largest.magnitude) * 180 / .pi
  }

  /// Whether it shows no current at all.
  public var isSilent: Bool { largest.square == 0 }

  /// Whether it showed a current of ordinary loads, or a load that is known to be on: a smaller current may be coupled or an offset.
  public var isSeen: Bool { hasKnownLoad || largest.magnitude >= LoadPrior.seen }

  /// Whether it showed so little that the angle is most often that of standby supplies.
  var isFaint: Bool { !hasKnownLoad && largest.magnitude < LoadPrior.telling }

  /// The state with the largest current.
  public var largest: Phasor { states.max { $0.square < $1.square } ?? .zero }
}

/// Cycles by the direction of power.
public struct DirectionCount: Sendable, Equatable {
  /// Cycles of certain import.
  public private(set) var importing = 0
  /// Cycles of certain export.
  public private(set) var exporting = 0
  /// All other cycles.
  public private(set) var indeterminate = 0

  /// Counts a cycle by its active current, A, import positive, and the standard deviation of that, A.
  mutating func add(activeCurrent: Double, standardDeviation: Double) {
    switch Direction(power: activeCurrent, deviation: standardDeviation, previous: .indeterminate) {
    case .import: importing += 1
    case .export: exporting += 1
    case .indeterminate: indeterminate += 1
    }
  }
}
