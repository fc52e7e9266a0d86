// SPDX-License-Identifier: Apache-2.0
import Metering
import MeteringFFTW
import Simulation
import Testing
import _TestSupport

/// The same inputs as those of ``CaseTests``, made by the simulator.
@Suite("simulated cases")
struct SimulatedCaseTests {
  @Test("read as what flows", arguments: Case.allCases, HostEstimator.Kind.allCases)
  func reads(input: Case, estimator: HostEstimator.Kind) throws {
    try input.check(input.scenario.readings(input.seconds, estimator: estimator))
  }
}

extension Case {
  /// The input as a simulated installation.
  fileprivate var scenario: Scenario {
    switch self {
    case .ramp:
      Self.single(
        Scenario.Load(.l1, current: 10),
        frequency: .init(49, course: [.init(time: 2, factor: 51.0 / 49, ramp: 4)]))
    case .ripple:
      Self.single(
        .init(.l1, current: 996.0 / 230, phase: 180),
        voltage: .init(interharmonics: [.init(hertz: 216.667, percent: 5)]))
    case .third: Self.single(.init(.l1, current: 10, switching: .init(period: 1, duty: 0.3, start: 0.75)))
    case .tenth: Self.single(.init(.l1, current: 10, switching: .init(period: 1, duty: 0.1, start: 0.95)))
    case .latched: Self.turning
    case .dip:
      Self.single(
        .init(.l1, current: 10, phase: 180), frequency: .init(50.004),
        voltage: .init(course: [.init(time: 3.2, factor: 0.4), .init(time: 3.22, factor: 1)]))
    case .midpoint:
      Self.single(.init(.l1, current: 1), midpoint: .init(settling: 400, timeConstant: 1.5))
    case .fluctuating: Self.single(.init(.l1, current: 0.1, fluctuation: .init(percent: 20)))
    case .constant: Self.stuck
    case .clipped: Self.single(.init(.l1, current: 80))
    case .rate:
      Scenario(
        rate: 14_000, seed: 7, frequency: .init(49.8, course: [.init(time: 1, factor: 1.008, ramp: 600)]),
        loads: [
          .init(.l1, current: 10), .init(.l2, current: 5, phase: 30), .init(.l3, current: 2, phase: 180),
        ])
    }
  }

  private static func single(
    _ load: Scenario.Load, frequency: Scenario.Frequency = .init(), voltage: Scenario.Voltage = .init(),
    midpoint: Scenario.Midpoint? = nil
  ) -> Scenario {
    Scenario(
      seed: 5, wiring: .single, frequency: frequency, voltage: voltage, midpoint: midpoint, loads: [load])
  }

  /// 1400 W flow out; from 6 s on a heater is on for five of ten periods, and 900 W flow in.
  private static var turning: Scenario {
    let solar = 1400.0 / 230
    let heater = Scenario.Load(
      .l1, current: 2 * (solar + 900.0 / 230),
      course: [.init(time: 0, factor: 0), .init(time: 6, factor: 1)], switching: .init(period: 0.2))
    return Scenario(
      rate: 1000, seed: 5, wiring: .single, loads: [.init(.l1, current: solar, phase: 180), heater])
  }

  /// No noise on anything: input 1 stays at code 37.
  private static var stuck: Scenario {
    Scenario(
      seed: 5, wiring: .single, noise: 0, offset: .init(voltage: 0, inputs: .init(37, 37, 37)))
  }
}
