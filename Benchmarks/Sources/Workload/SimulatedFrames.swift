// SPDX-License-Identifier: Apache-2.0
import Simulation
public import Metering

/// Frames of the star scenario in memory, so that nothing but the metering is measured.
public struct SimulatedFrames: Sendable {
  /// Frames a second.
  public let rate: Double
  /// Interleaved codes of four channels, 12 bits.
  public let codes: [Int16]

  /// Simulates some seconds.
  public init(rate: Double, seconds: Int) throws {
    var scenario = Scenario.named("star")!
    scenario.rate = rate
    var source = try SimulatedSource(scenario)
    codes = try source.read(upTo: Int(rate) * seconds)
    self.rate = rate
  }

  /// What measures them.
  public var configuration: MeterConfiguration {
    MeterConfiguration(rate: rate, calibration: .nominal(bits: 12), wiring: .star)
  }

  /// Codes of a second.
  public var codesPerSecond: Int { 4 * Int(rate) }

  /// Whole seconds that there are.
  public var seconds: Int { codes.count / codesPerSecond }

  /// Where the codes of a second lie, over and over again.
  public func range(ofSecond second: Int) -> Range<Int> {
    let start = second % seconds * codesPerSecond
    return start..<start + codesPerSecond
  }
}
