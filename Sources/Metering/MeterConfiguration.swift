// SPDX-License-Identifier: Apache-2.0

/// The configuration of a ``Meter``: what it measures and how.
public struct MeterConfiguration: Sendable, Equatable {
  /// Frames a second, 1000...16000.
  public var rate: Double
  /// Channels of each frame, 1...4: the voltage, then inputs 1...3.
  public var channelCount: Int
  /// The conversion of codes into volts and amperes.
  public var calibration: Calibration
  /// Which line each input measures.
  public var wiring: WiringMap
  /// How power is approximated.
  public var powerModel: PowerModel
  /// Nominal voltage of the installation, V: line to neutral, or line to line in a delta net.
  public var nominalVoltage: Double
  /// Nominal mains frequency, Hz: assumed until one has been measured.
  public var nominalFrequency: Double

  /// A configuration; everything but the rate has the device's values by default.
  public init(
    rate: Double = 4000, channelCount: Int = 4, calibration: Calibration = .nominal(),
    wiring: WiringMap = .star, powerModel: PowerModel = .active, nominalVoltage: Double = 230,
    nominalFrequency: Double = 50
  ) {
    self.rate = rate
    self.channelCount = channelCount
    self.calibration = calibration
    self.wiring = wiring
    self.powerModel = powerModel
    self.nominalVoltage = nominalVoltage
    self.nominalFrequency = nominalFrequency
  }

  /// Puts the default configuration into memory, part by part: as a value it would be built on the stack.
  static func initialize(_ place: UnsafeMutablePointer<Self>) {
    place.pointee.calibration = .nominal()
    place.pointee.rate = 4000
    place.pointee.channelCount = 4
    place.pointee.wiring = .star
    place.pointee.powerModel = .active
    place.pointee.nominalVoltage = 230
    place.pointee.nominalFrequency = 50
  }

  /// Frame rates that are supported, frames a second.
  public static let rates = 1000.0...16000.0

  /// Nominal mains frequencies that are supported, Hz.
  static let nominalFrequencies = 45.0...65.0

  /// The part of a configuration that cannot be measured.
  public enum Failure: Error, Sendable, Equatable {
    /// The frame rate is outside 1000...16000 frames/s.
    case unsupportedRate
    /// The frames have fewer channels than the wiring map's inputs need, the voltage included.
    case missingChannel(needed: Int, found: Int)
    /// The frames have more than 4 channels.
    case excessChannel(found: Int)
    /// Two inputs of the wiring map are on one line.
    case contradictoryWiring
    /// The nominal voltage is not above 0, or a reference angle of the wiring map is 512 degrees or more; or one of them is not
    /// finite.
    case unusableReference
    /// A scale of the calibration is zero, a correction's gain is not above 0, a noise or an uncertainty is
    /// negative, a delay is 512 s or more, a lead 512 degrees or more, or one of them or the limit of the noise is not finite.
    case unusableCalibration
    /// The nominal frequency is outside 45...65 Hz.
    case unsupportedFrequency
  }

  /// Throws what cannot be measured.
  @_addressableSelf
  package borrowing func validate() throws(Failure) {
    guard Self.rates.contains(rate) else { throw .unsupportedRate }
    let (found, needed) = (channelCount, wiring.channelCount)
    guard found <= 4 else { throw .excessChannel(found: found) }
    guard found >= needed else { throw .missingChannel(needed: needed, found: found) }
    guard wiring.isConsistent else { throw .contradictoryWiring }
    let angles = wiring.referenceAngles
    // Above 0 and finite: the voltage's upper half is that of a number in between.
    guard UInt32(truncatingIfNeeded: nominalVoltage.bitPattern &>> 32) &- 1 < 0x7FF &<< 20 - 1,
      angles[.l1].isBelow512, angles[.l2].isBelow512, angles[.l3].isBelow512
    else { throw .unusableReference }
    guard calibration.isUsable else { throw .unusableCalibration }
    guard Self.nominalFrequencies.contains(nominalFrequency) else { throw .unsupportedFrequency }
  }
}
