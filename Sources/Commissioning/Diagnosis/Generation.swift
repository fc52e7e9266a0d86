// SPDX-License-Identifier: Apache-2.0
public import Metering

/// Where an installation can feed power into the grid while it is watched: solar panels, a battery, a generator.
///
/// No current tells a reversed clamp from a line that exports: which way round a clamp is follows from what is known here,
/// or from a load that is known to have been switched on.
public enum Generation: Sendable, Equatable {
  /// Not stated: any line may export.
  case unknown
  /// These lines may export, no others do.
  case lines(Set<Line>)

  /// No line exports: nothing generates, or the generators are in the dark or switched off.
  public static let nowhere = Generation.lines([])

  /// Whether a line may export; nil where that is not stated.
  public func isPossible(on line: Line) -> Bool? {
    switch self {
    case .unknown: nil
    case .lines(let lines): lines.contains(line)
    }
  }
}
