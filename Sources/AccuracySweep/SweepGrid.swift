// SPDX-License-Identifier: Apache-2.0

/// The conditions of a sweep and how long each is measured.
public struct SweepGrid: Sendable, Equatable {
  /// One stream each; none that clips.
  public var conditions: [SweepCondition]
  /// Cycles at the start of each stream that do not count, while a meter averages the noise; at least 1.
  ///
  /// After 300 cycles the fixed estimator has the noise power to 1 %, which is 0.3 % of a current of 40 mA.
  public var warmUp = 300
  /// Cycles that count, at least 2.
  public var cycles: Int

  /// A grid of these conditions.
  public init(_ conditions: [SweepCondition], cycles: Int) {
    self.conditions = conditions
    self.cycles = cycles
  }

  /// The product of the axes, in this order, the last one changing fastest.
  ///
  /// - Throws: The first condition that clips.
  public init(
    currents: [Double], angles: [Double] = [0], frequencies: [Double] = [50.02], distortions: [Double] = [0],
    bits: [Int] = [12], noise: [Double] = [1], rate: Double = 4000, cycles: Int
  ) throws(Failure) {
    conditions = []
    self.cycles = cycles
    for bits in bits {
      for noise in noise {
        for current in currents {
          for distortion in distortions {
            for frequency in frequencies {
              for angle in angles {
                let condition = SweepCondition(
                  current: current, angle: angle, frequency: frequency, distortion: distortion, bits: bits,
                  noise: noise, rate: rate)
                guard condition.isAttainable else { throw .clips(condition) }
                conditions.append(condition)
              }
            }
          }
        }
      }
    }
  }

  /// Why there is no such grid.
  public enum Failure: Error, Sendable, Equatable {
    /// The signal may reach the converter's rails.
    case clips(SweepCondition)
  }
}

/// The fixed grids. Conditions that clip are left out: at 12 bits 40 A are there without distortion only.
extension SweepGrid {
  /// Two minutes on two cores: every corner of the targets, 600 cycles each, and directions around 90 degrees.
  public static let quick = SweepGrid(
    product(
      currents: [0.04, 0.1, 1, 5, 20, 40], frequencies: [47.5, 50.02, 52.5, 57.5, 62.5], distortions: [0, 50])
      + product(currents: [0.04, 0.1, 1, 20], angles: [60, 85, 89, 89.9, 91, 150, 180]),
    cycles: 600)

  /// The targets' whole range, 2000 cycles each.
  public static let full = SweepGrid(
    product(
      currents: [0.04, 0.1, 0.3, 1, 3, 5, 10, 20, 40],
      frequencies: [47.5, 49, 50, 50.02, 51, 52.5, 57.5, 59, 60, 60.02, 61, 62.5], distortions: [0, 10, 50])
      + product(
        currents: [0.04, 0.1, 0.3, 1, 5, 20, 40],
        angles: [
          -180, -150, -91, -89, -60, -30, 30, 60, 80, 85, 88, 89, 89.5, 89.9, 90.1, 91, 95, 120, 150, 180,
        ],
        frequencies: [50.02, 60.02]),
    cycles: 2000)

  /// A grid that a test has time for: the ends of the current's range and the middle of the direction's.
  public static let ci = SweepGrid(
    product(currents: [0.04, 20], frequencies: [47.5, 62.5], distortions: [0, 50])
      + product(currents: [0.04, 1], angles: [89.9, 91]),
    cycles: 300)

  private static func product(
    currents: [Double], angles: [Double] = [0], frequencies: [Double] = [50.02], distortions: [Double] = [0]
  ) -> [SweepCondition] {
    currents.flatMap { current in
      distortions.flatMap { distortion in
        frequencies.flatMap { frequency in
          angles.map { angle in
            SweepCondition(current: current, angle: angle, frequency: frequency, distortion: distortion)
          }
        }
      }
    }
    .filter(\.isAttainable)
  }
}
