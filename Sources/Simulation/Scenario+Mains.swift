// SPDX-License-Identifier: Apache-2.0

/// Parts of a scenario that real mains, loads and converters add to steady sines.
extension Scenario {
  /// A sinusoid of a frequency of its own: ripple control, or an inverter's interharmonic.
  ///
  /// Of a fundamental sqrt(2) X it is sqrt(2) X percent/100 cos(2 pi hertz t + phase), t from the first frame. It
  /// shares the course of the voltage or the load that it distorts, and does not follow the mains frequency. A clamp's errors of
  /// ratio and phase and a converter's delays leave it as it is.
  public struct Interharmonic: Sendable, Equatable {
    /// Hz, 0.1 up to less than half the frame rate.
    public var hertz: Double
    /// RMS in percent of the fundamental's, 0...1000.
    public var percent: Double
    /// Phase at the first frame, relative to the fundamental's, degrees, -360...360.
    public var phase: Double

    /// An interharmonic of these parts.
    public init(hertz: Double, percent: Double, phase: Double = 0) {
      self.hertz = hertz
      self.percent = percent
      self.phase = phase
    }
  }

  /// A step of the phase of all voltages, and with them of the currents that they drive.
  public struct PhaseJump: Sendable, Equatable {
    /// When, s after the first frame, 0...1e9; the first frame at or after it is changed.
    public var time: Double
    /// How far the phase moves ahead, degrees, -360...360.
    public var degrees: Double

    /// A jump of these parts.
    public init(time: Double, degrees: Double) {
      self.time = time
      self.degrees = degrees
    }
  }

  /// A restless load: a normally distributed factor 1 + percent/100 g, drawn anew in each interval.
  public struct Fluctuation: Sendable, Equatable {
    /// Standard deviation of the factor, percent, 0...100.
    public var percent: Double
    /// How long a factor holds, s, 0.001...1e6.
    public var interval: Double

    /// One period of 50 Hz, s: the interval unless another one is given.
    public static let period = 0.02

    /// A fluctuation of these parts.
    public init(percent: Double, interval: Double = Self.period) {
      self.percent = percent
      self.interval = interval
    }
  }

  /// How the midpoints of the inputs move; that of the voltage stays.
  public struct Midpoint: Sendable, Equatable {
    /// How far they are off at the first frame, codes, -32768...32767; this decays exponentially.
    public var settling: Double
    /// Time constant of the decay, s, 0.001...1e6.
    public var timeConstant: Double
    /// Further offsets, codes, each from a time on: steps, or ramps; 0 before the first.
    public var course: [Shift]

    /// A midpoint of these parts.
    public init(settling: Double = 0, timeConstant: Double = 1, course: [Shift] = []) {
      self.settling = settling
      self.timeConstant = timeConstant
      self.course = course
    }
  }

  /// One change of a midpoint: from `time` on it goes to `codes`, at once or within `ramp` seconds.
  public struct Shift: Sendable, Equatable {
    /// When it begins, s after the first frame, 0...1e9.
    public var time: Double
    /// Where it goes to, codes, -32768...32767.
    public var codes: Double
    /// How long it takes, s, 0...1e9; 0 for a step.
    public var ramp: Double

    /// A change of these parts.
    public init(time: Double, codes: Double, ramp: Double = 0) {
      self.time = time
      self.codes = codes
      self.ramp = ramp
    }
  }
}
