// SPDX-License-Identifier: Apache-2.0
import Metering

extension Scenario {
  /// The scenarios that come with the module.
  public static let names = ["star", "single", "delta", "solar"]

  /// The scenario of a name; nil for an unknown one.
  ///
  /// - `star`: a house on three phases, all lines import.
  /// - `single`: a flat on one phase.
  /// - `delta`: a house on a 230 V net without neutral.
  /// - `solar`: a house on three phases, L1 exports what its roof feeds in.
  public static func named(_ name: String) -> Scenario? {
    switch name {
    case "star": star
    case "single": single
    case "delta": delta
    case "solar": solar
    default: nil
    }
  }

  private static var star: Scenario {
    Scenario(
      frequency: Frequency(49.98), voltage: Voltage(harmonics: mains),
      loads: [
        Load(.l1, current: 4.2, phase: 14, harmonics: electronics),
        Load(.l2, current: 8.7, phase: 2),
        Load(.l3, current: 2.1, phase: 28, harmonics: electronics),
        Load(.all, current: 3.4, phase: 31, harmonics: motor),
      ])
  }

  private static var single: Scenario {
    Scenario(
      wiring: .single, frequency: Frequency(50.01), voltage: Voltage(harmonics: mains),
      loads: [
        Load(.l1, current: 9.1, phase: 1),
        Load(.l1, current: 1.6, phase: 22, harmonics: electronics),
      ])
  }

  private static var delta: Scenario {
    Scenario(
      wiring: .delta, frequency: Frequency(50.02), voltage: Voltage(harmonics: mainsBetweenLines),
      loads: [
        Load(.l1l2, current: 7.5, phase: 4),
        Load(.l2l3, current: 3.2, phase: 18, harmonics: electronics),
        Load(.l3l1, current: 5.1, phase: 9),
        Load(.all, current: 3.4, phase: 31, harmonics: motor),
      ])
  }

  private static var solar: Scenario {
    Scenario(
      frequency: Frequency(50.03), voltage: Voltage(rms: 236, harmonics: mains),
      loads: [
        Load(.l1, current: 14.8, phase: 178, harmonics: [Harmonic(order: 5, percent: 1.5, phase: 40)]),
        Load(.l1, current: 1.9, phase: 16, harmonics: electronics),
        Load(.l2, current: 5.6, phase: 3),
        Load(.l3, current: 2.7, phase: 24, harmonics: electronics),
      ])
  }

  /// Line to neutral voltage of a low voltage net: 3.4 % of distortion, where EN 50160 allows 8 %.
  ///
  /// No order above 9, so that every supported frame rate can sample it.
  private static let mains = [
    Harmonic(order: 3, percent: 1.2, phase: 170), Harmonic(order: 5, percent: 2.7, phase: 15),
    Harmonic(order: 7, percent: 1.6, phase: 200),
  ]

  /// The same between lines, where multiples of 3 cancel out.
  private static let mainsBetweenLines = mains.filter { $0.order % 3 != 0 }

  /// Rectifiers with power factor correction, with lamps and chargers among them.
  private static let electronics = [
    Harmonic(order: 3, percent: 18, phase: 160), Harmonic(order: 5, percent: 9, phase: -30),
    Harmonic(order: 7, percent: 5, phase: 120),
  ]

  /// The inverter drive of a heat pump.
  private static let motor = [
    Harmonic(order: 5, percent: 6, phase: 20), Harmonic(order: 7, percent: 3, phase: -70),
  ]
}
