// SPDX-License-Identifier: Apache-2.0

/// The result of one measurement cycle.
public struct Reading: Sendable, Equatable {
  /// Number of the cycle, from 1.
  public var cycle: Int
  /// End of the cycle's second on the sample clock, s from the first frame.
  public var time: Double
  /// Where its periods begin, s from the first frame.
  public var start: Double
  /// Where they end, s from the first frame.
  public var end: Double
  /// Length of the whole periods that the cycle covers, s.
  public var duration: Double
  /// Mains frequency, Hz; nil while the voltage is lost.
  public var frequency: Double?
  /// Standard uncertainty of ``frequency``, Hz; nil without one.
  public var frequencyUncertainty: Double?
  /// True RMS of the voltage reference, V; nil where the reference is not connected.
  public var voltage: Double?
  /// The voltage of a line that powers are calculated with, V: the nominal or the measured one, divided by sqrt(3) in a net
  /// without neutral; nil in a reading that was not measured.
  public var powerVoltage: Double?
  /// The reading of each line; nil for a line that this installation does not measure.
  public var lines: PerLine<LineReading?>
  /// The residual of three clamps in a net without neutral, by Kirchhoff's law: the RMS of the three currents' sum, A, noise
  /// removed; nil in a net with a neutral and with fewer clamps.
  ///
  /// Zero below the noise floor. Clamps that err by 1 % leave about as much of a line's current; a clamp that is
  /// reversed, missing or on another line leaves as much as a line carries.
  public var residual: Double?
  /// Conditions of the whole cycle.
  public var flags: Flags

  /// A reading of these parts.
  public init(
    cycle: Int, time: Double, start: Double = 0, end: Double = 0, duration: Double, frequency: Double?,
    frequencyUncertainty: Double? = nil, voltage: Double?, powerVoltage: Double? = nil,
    lines: PerLine<LineReading?>, residual: Double? = nil,
    flags: Flags = Flags()
  ) {
    self.cycle = cycle
    self.time = time
    self.start = start
    self.end = end
    self.duration = duration
    self.frequency = frequency
    self.frequencyUncertainty = frequencyUncertainty
    self.voltage = voltage
    self.powerVoltage = powerVoltage
    self.lines = lines
    self.residual = residual
    self.flags = flags
  }

  /// An empty reading, to be filled in place.
  @inline(never)
  init() {
    cycle = 0
    time = 0
    start = 0
    end = 0
    duration = 0
    frequency = nil
    frequencyUncertainty = nil
    voltage = nil
    powerVoltage = nil
    lines = PerLine(repeating: nil)
    residual = nil
    flags = Flags()
  }

  /// Net power into the installation, W: max(0, sum over the lines of import less export).
  public var totalImport: Double { max(0, netPower) }

  /// Net power out of the installation, W: max(0, sum over the lines of export less import).
  public var totalExport: Double { max(0, -netPower) }

  private var netPower: Double {
    netPower(of: .l1) + netPower(of: .l2) + netPower(of: .l3)
  }

  /// A function of its own, like the next one, so that a line's reading is copied on the stack once and not for each line.
  @inline(never) @_addressableSelf
  private func netPower(of line: Line) -> Double { lines[line]?.netPower ?? 0 }

  @inline(never) @_addressableSelf
  private func current(of line: Line) -> Double { lines[line]?.current ?? 0 }

  /// Sum of the line currents, A.
  public var summedCurrent: Double {
    current(of: .l1) + current(of: .l2) + current(of: .l3)
  }
}

/// The reading of one line in one cycle.
public struct LineReading: Sendable, Equatable {
  /// True RMS current, A: harmonics included, DC and noise power removed; at least ``saturatedCurrent`` where nearly all codes are
  /// at the converter's rails.
  public var current: Double
  /// RMS current of the fundamental, A: at most ``current`` plus twice its uncertainty.
  public var fundamental: Double
  /// arg(U) - arg(I), degrees in (-180, 180], positive when the current lags; nil without a fundamental.
  public var phase: Double?
  /// Direction of the fundamental active power.
  public var direction: Direction
  /// Power by the power model, W, import positive; nil while the direction cannot be known.
  public var power: Double?
  /// Standard uncertainties due to noise, the voltage and the calibration. Changes of the load are not part of them.
  public var uncertainty: Uncertainty
  /// Nominal line voltage times ``current``, VA: the most that the line carries.
  public var apparentPower: Double
  /// Distortion: the part of ``current`` that is not fundamental, RMS, relative to the fundamental; nil without one.
  public var thd: Double?
  /// Whether a clamp measures this line; false where it is derived from the others.
  public var isMeasured: Bool
  /// Conditions of this line.
  public var flags: Flags

  /// The current that stands for one too large to estimate, A; the least that such a one may be, where that is more. It is more
  /// than a telegram can state.
  public static let saturatedCurrent = 1000.0

  /// Standard uncertainties of a line's reading.
  public struct Uncertainty: Sendable, Equatable {
    /// Of the current, A.
    public var current: Double
    /// Of the phase, degrees; nil without one.
    public var phase: Double?
    /// Of the power, W; nil where that is not known.
    public var power: Double?

    /// Uncertainties of these parts.
    public init(current: Double = 0, phase: Double? = nil, power: Double? = nil) {
      self.current = current
      self.phase = phase
      self.power = power
    }
  }

  /// A line's reading of these parts.
  public init(
    current: Double, fundamental: Double, phase: Double?, direction: Direction, power: Double?,
    uncertainty: Uncertainty = Uncertainty(), apparentPower: Double, thd: Double? = nil,
    isMeasured: Bool = true,
    flags: Flags = Flags()
  ) {
    self.current = current
    self.fundamental = fundamental
    self.phase = phase
    self.direction = direction
    self.power = power
    self.uncertainty = uncertainty
    self.apparentPower = apparentPower
    self.thd = thd
    self.isMeasured = isMeasured
    self.flags = flags
  }

  /// An empty reading of a line, to be filled in place.
  @inline(never)
  init() {
    self.init(
      current: 0, fundamental: 0, phase: nil, direction: .indeterminate, power: nil, apparentPower: 0)
  }

  /// Power into the installation, W, at least 0: ``power`` where that is above 0, whatever direction is stated.
  ///
  /// Where no voltage tells the power, the current counts as import in full: for a load balancer that is the safe side.
  public var importPower: Double {
    max(0, power ?? apparentPower)
  }

  /// Power into the installation less that out of it, W.
  fileprivate var netPower: Double { power ?? apparentPower }

  /// Power out of the installation, W, at least 0: minus ``power`` where that is below 0.
  public var exportPower: Double {
    max(0, -(power ?? 0))
  }
}
