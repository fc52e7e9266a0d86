// SPDX-License-Identifier: Apache-2.0
public import Metering

/// Whether the voltage that is measured is one that the installation can have: far from the nominal one for several seconds, it is rather
/// converted with a wrong scale, or another channel.
public struct VoltageCheck: Sendable, Equatable {
  /// Measured voltages that are no contradiction, relative to what is expected.
  public static let range = 0.7...1.3
  /// Readings in a row that show a contradiction, and that show its end.
  public static let proof = 5

  /// The voltage between the supply terminals that is expected, V: between two lines of a net with a neutral, sqrt(3) times the nominal
  /// one.
  public let expected: Double
  /// The voltage of the latest reading, V, while it contradicts; nil otherwise.
  public private(set) var contradiction: Double?

  /// Readings in a row that are far from what is expected, and that are near.
  private var far = 0
  private var near = 0
  private var hasBeenNear = false
  private var latest: Double?

  /// A check of readings of this configuration.
  public init(_ configuration: MeterConfiguration) {
    let wiring = configuration.wiring
    let isBetweenLines = wiring.hasNeutral && wiring.isSupplyBetweenLines
    expected = configuration.nominalVoltage * (isBetweenLines ? 3.0.squareRoot() : 1)
  }

  /// Looks at a reading; one without a voltage proves nothing.
  public mutating func update(_ reading: Reading) {
    guard let voltage = reading.voltage, !reading.flags.contains(.frequencyLost) else {
      (far, near) = (0, 0)
      return
    }
    if Self.range.contains(voltage / expected) {
      (far, near, hasBeenNear) = (0, near + 1, true)
    } else {
      (far, near) = (far + 1, 0)
    }
    latest = voltage
    if far >= Self.proof || contradiction != nil { contradiction = voltage }
    if near >= Self.proof { contradiction = nil }
  }

  /// Looks back when the input is over: a short one contradicts where no reading was near what is expected.
  public mutating func finish() {
    if far > 0, !hasBeenNear { contradiction = latest }
  }
}

extension WiringMap {
  /// Whether the sensor's voltage is that between two lines: it is then 30 or 90 degrees off that of each line with a clamp.
  public var isSupplyBetweenLines: Bool {
    Line.allCases.contains { line in
      let isMeasured = Input.allCases.contains { inputs[$0]?.line == line }
      return isMeasured && abs(referenceAngles[line].remainder(dividingBy: 60)) > 15
    }
  }
}
