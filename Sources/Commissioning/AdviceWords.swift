// SPDX-License-Identifier: Apache-2.0
public import Metering

/// The words with which advice names a program's inputs; a tool puts in its options.
public struct AdviceWords: Sendable {
  /// How to measure a net of a rotation, after "measure": `with the rotation set to left`.
  public var rotation: @Sendable (Rotation) -> String
  /// How to tell when a load was switched on, after "and": `say when`.
  public var loadOn: String
  /// How to tell where an installation generates, after a colon: `say which lines`.
  public var generation: String

  /// What sets the scale of the voltage, after "check": `the number of bits and the calibration`.
  public var scale: String

  /// Words that name no program's options unless others are given.
  public init(
    rotation: @escaping @Sendable (Rotation) -> String = { "with the rotation set to \($0.rawValue)" },
    loadOn: String = "say when", generation: String = "say which lines",
    scale: String = "the number of bits and the calibration"
  ) {
    self.rotation = rotation
    self.loadOn = loadOn
    self.generation = generation
    self.scale = scale
  }
}
