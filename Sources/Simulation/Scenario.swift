// SPDX-License-Identifier: Apache-2.0
public import Metering

/// A simulated installation: a net, its loads, and how the sensor is connected to it.
///
/// In a JSON file keys are named as the properties here. Each of these has a default; parts such as loads and changes have keys that
/// must be there. An unknown key is an error. The smallest scenario is `{}`: a star net without loads. A kettle that runs for two
/// minutes beside a fridge, seen by a sensor whose first clamp is the wrong way round:
///
///     {
///       "wiring": "single",
///       "loads": [
///         {"line": "L1", "current": 9, "course": [{"time": 0, "factor": 0}, {"time": 5, "factor": 1},
///           {"time": 125, "factor": 0}]},
///         {"line": "L1", "current": 0.7, "phase": 35, "harmonics": [{"order": 3, "percent": 12}]}
///       ],
///       "clamps": [{"input": 1, "reversed": true, "error": {"class": 1}}]
///     }
public struct Scenario: Sendable, Equatable {
  /// Frames a second, 500...200,000.
  public var rate: Double
  /// Converter resolution, 12...16 bits.
  public var bits: Int
  /// The seed of the noise and of restless loads.
  public var seed: UInt64
  /// The installation kind.
  public var wiring: Wiring
  /// The order in which the lines reach their maximum.
  public var rotation: Rotation
  /// The mains frequency.
  public var frequency: Frequency
  /// The mains voltage.
  public var voltage: Voltage
  /// Gaussian noise added before quantisation, LSB RMS, 0...1000.
  public var noise: Double
  /// Noise of 1/f power added beside it, LSB RMS over 14 octaves below half the rate, 0...1000.
  public var pinkNoise: Double
  /// The code of each converter at no signal, -32768...32767; need not be whole.
  public var offset: PerChannel<Double>
  /// How the inputs' codes at no signal move; nil where they stay.
  public var midpoint: Midpoint?
  /// The loads and generators, RMS A; the currents do not depend on the voltage's course.
  public var loads: [Load]
  /// The clamps as they are installed; nil for an input without one.
  public var clamps: PerInput<WiringMap.Assignment?>
  /// How the clamps and their burdens err, in a file the key `error` of a clamp; nil for one that is ideal.
  public var clampErrors: PerInput<ClampError?>
  /// How much later than its frame each channel is sampled, us, -1000...1000.
  public var delays: PerChannel<Double>
  /// Codes that a volt or an ampere gives, over those of the nominal front end: of a magnitude of 0.0001...10000, negative for a
  /// channel that is inverted.
  public var sensitivity: PerChannel<Double>
  /// The conductors at the sensor's supply terminals.
  public var supply: Supply

  /// A scenario of these parts; clamps and supply are connected as `wiring` says unless given.
  ///
  /// Any values are accepted here; `SimulatedSource` checks them.
  public init(
    rate: Double = 4000, bits: Int = 12, seed: UInt64 = 1, wiring: Wiring = .star,
    rotation: Rotation = .clockwise, frequency: Frequency = Frequency(), voltage: Voltage = Voltage(),
    noise: Double = 1, pinkNoise: Double = 0, offset: PerChannel<Double> = .init(repeating: 0),
    midpoint: Midpoint? = nil, loads: [Load] = [],
    clamps: PerInput<WiringMap.Assignment?>? = nil,
    clampErrors: PerInput<ClampError?> = .init(repeating: nil),
    delays: PerChannel<Double> = .init(repeating: 0), sensitivity: PerChannel<Double> = .init(repeating: 1),
    supply: Supply? = nil
  ) {
    self.rate = rate
    self.bits = bits
    self.seed = seed
    self.wiring = wiring
    self.rotation = rotation
    self.frequency = frequency
    self.voltage = voltage
    self.noise = noise
    self.pinkNoise = pinkNoise
    self.offset = offset
    self.midpoint = midpoint
    self.loads = loads
    self.clamps = clamps ?? wiring.map.inputs
    self.clampErrors = clampErrors
    self.delays = delays
    self.sensitivity = sensitivity
    self.supply = supply ?? wiring.supply
  }

  /// The meaning of the codes: the nominal calibration at `bits`, but for the sensitivities.
  public var calibration: Calibration {
    var calibration = Calibration.nominal(bits: bits)
    calibration.channels.voltage.scale /= sensitivity.voltage
    for input in Input.allCases { calibration.channels.inputs[input].scale /= sensitivity.inputs[input] }
    return calibration
  }
}

extension Scenario {
  /// The mains frequency and its course.
  public struct Frequency: Sendable, Equatable {
    /// Hz, 40...70; also after every change of the course.
    public var hertz: Double
    /// How it changes, as factors of `hertz`.
    public var course: [Change]

    /// A frequency in Hz and its course.
    public init(_ hertz: Double = 50, course: [Change] = []) {
      self.hertz = hertz
      self.course = course
    }
  }

  /// The mains voltage, the same for all lines, and its course.
  public struct Voltage: Sendable, Equatable {
    /// RMS of the fundamental, V, 0...1000: line to neutral, or line to line in the delta nets.
    public var rms: Double
    /// Angle of line L1's own voltage at the first frame, degrees, -360...360.
    public var phase: Double
    /// Distortion of the line to neutral voltages; in the delta nets of V1 - V2, V2 - V3 and V3 - V1.
    public var harmonics: [Harmonic]
    /// Sinusoids between the harmonics, as ripple control sends; on the voltage between the supply terminals.
    public var interharmonics: [Interharmonic]
    /// Steps of the phase, in order of time.
    public var jumps: [PhaseJump]
    /// How it changes, as factors 0...2 of the whole; 0 is a loss of voltage. The phase runs on.
    public var course: [Change]

    /// A voltage of these parts.
    public init(
      rms: Double = 230, phase: Double = 0, harmonics: [Harmonic] = [], interharmonics: [Interharmonic] = [],
      jumps: [PhaseJump] = [], course: [Change] = []
    ) {
      self.rms = rms
      self.phase = phase
      self.harmonics = harmonics
      self.interharmonics = interharmonics
      self.jumps = jumps
      self.course = course
    }
  }

  /// A multiple of the fundamental.
  ///
  /// Of a fundamental sqrt(2) X cos(a) the harmonic is sqrt(2) X percent/100 cos(order a + phase).
  public struct Harmonic: Sendable, Equatable {
    /// Multiple of the mains frequency, 2...50, below half the frame rate.
    public var order: Int
    /// RMS in percent of the fundamental's, 0...1000.
    public var percent: Double
    /// Phase, degrees, -360...360.
    public var phase: Double

    /// A harmonic of these parts.
    public init(order: Int, percent: Double, phase: Double = 0) {
      self.order = order
      self.percent = percent
      self.phase = phase
    }
  }

  /// One change in a course: from `time` on the quantity goes to `factor`, at once or within `ramp` seconds.
  ///
  /// A course starts at factor 1. Its changes are in order of time and no ramp overlaps the next change.
  public struct Change: Sendable, Equatable {
    /// When it begins, s after the first frame, 0...1e9; the first frame at or after it is changed.
    public var time: Double
    /// The value it goes to, as a factor of the quantity's own value.
    public var factor: Double
    /// How long it takes, s, 0...1e9; 0 for a step.
    public var ramp: Double

    /// A change of these parts.
    public init(time: Double, factor: Double, ramp: Double = 0) {
      self.time = time
      self.factor = factor
      self.ramp = ramp
    }
  }
}
