// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

@Suite struct PowerModelTests {
  static func power(_ model: PowerModel, current: Double, active: Double, measured: Double = 0) -> Double {
    model.power(voltage: 230, current: current, active: active, measured: measured)
  }

  @Test("the manual's example: 24.56 A at 230 V are 5520 W in whole amperes, into or out of the installation")
  func manual() {
    #expect(Self.power(.wholeAmperes, current: 24.56, active: 24.5) == 5520)
    #expect(Self.power(.wholeAmperes, current: 24.56, active: -24.5) == -5520)
    #expect(Self.power(.wholeAmperes, current: 24.56, active: 0) == 5520)
  }

  @Test(
    "whole amperes are rounded down",
    arguments: [(0, 0), (0.99, 0), (1, 1), (24.999, 24), (25, 25), (39.5, 39)] as [(Double, Double)])
  func floor(current: Double, amperes: Double) {
    #expect(Self.power(.wholeAmperes, current: current, active: current) == 230 * amperes)
  }

  @Test("each model multiplies its own voltage with its own current")
  func models() {
    let models = [PowerModel.active, .measured, .nominal, .wholeAmperes]
    #expect(
      models.map { Self.power($0, current: 10.5, active: 8, measured: 1833) } == [1840, 1833, 2415, 2300])
    #expect(
      models.map { Self.power($0, current: 10.5, active: -8, measured: -1833) } == [
        -1840, -1833, -2415, -2300,
      ])
  }

  @Test("export is import with the other sign", arguments: PowerModel.allCases, [0.04, 0.9, 1, 6, 24.56, 40])
  func symmetric(model: PowerModel, current: Double) {
    for cosine in [0.1, 0.5, 1] {
      let active = current * cosine
      let taken = Self.power(model, current: current, active: active, measured: 229 * active)
      let given = Self.power(model, current: current, active: -active, measured: -229 * active)
      #expect(given == -taken)
    }
  }

  @Test("a current beyond all measure does not trap", arguments: PowerModel.allCases, [1e12, .infinity])
  func beyondMeasure(model: PowerModel, current: Double) {
    #expect(Self.power(model, current: current, active: current, measured: 230 * current) >= 230e9)
  }
}
