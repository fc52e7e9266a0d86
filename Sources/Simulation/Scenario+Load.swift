// SPDX-License-Identifier: Apache-2.0

extension Scenario {
  /// The conductors that a load is connected between.
  public enum Connection: String, Sendable, CaseIterable {
    /// Between L1 and the neutral.
    case l1 = "L1"
    /// Between L2 and the neutral.
    case l2 = "L2"
    /// Between L3 and the neutral.
    case l3 = "L3"
    /// Between L1 and L2.
    case l1l2 = "L1-L2"
    /// Between L2 and L3.
    case l2l3 = "L2-L3"
    /// Between L3 and L1.
    case l3l1 = "L3-L1"
    /// A balanced load on all three lines.
    case all
  }

  /// A load that draws current from the net or a generator that feeds current into it.
  public struct Load: Sendable, Equatable {
    /// The conductors that it is connected between; only line to line and balanced loads in the delta nets.
    public var line: Connection
    /// RMS of the fundamental, A, 0...1000; of each line for a balanced load.
    public var current: Double
    /// How far the current lags the load's own voltage, degrees, -360...360; beyond 90 either way it exports.
    ///
    /// The own voltage is that of the line against the (virtual) neutral, or Va - Vb for a load `La-Lb`.
    public var phase: Double
    /// Distortion of the current.
    public var harmonics: [Harmonic]
    /// Sinusoids between the harmonics and below the fundamental.
    public var interharmonics: [Interharmonic]
    /// How the current changes, as factors -10...10.
    public var course: [Change]
    /// Periodic switching on top of the course; nil for none.
    public var switching: Switching?
    /// How restless it is; nil for a steady load.
    public var fluctuation: Fluctuation?

    /// A load of these parts.
    public init(
      _ line: Connection, current: Double, phase: Double = 0, harmonics: [Harmonic] = [],
      interharmonics: [Interharmonic] = [], course: [Change] = [], switching: Switching? = nil,
      fluctuation: Fluctuation? = nil
    ) {
      self.line = line
      self.current = current
      self.phase = phase
      self.harmonics = harmonics
      self.interharmonics = interharmonics
      self.course = course
      self.switching = switching
      self.fluctuation = fluctuation
    }
  }

  /// Switching on and off again and again: on for the first part of each period, off for the rest.
  public struct Switching: Sendable, Equatable {
    /// Seconds from one switching on to the next, 0.001...1e6.
    public var period: Double
    /// Part of the period that the load is on, 0...1.
    public var duty: Double
    /// When one of the periods begins, s, 0...1e9; the pattern extends to both sides of it.
    public var start: Double

    /// A switching of these parts.
    public init(period: Double, duty: Double = 0.5, start: Double = 0) {
      self.period = period
      self.duty = duty
      self.start = start
    }
  }
}
