// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

@Suite struct PowerModelTests {
  @Test("the manual's example: 24.56 A at 230 V are 5520 W in whole amperes, into or out of the installation")
  func manual() {
    let model = PowerModel.wholeAmperes
    #expect(model.power(voltage: 230, current: 24.56, active: 24.5, direction: .import) == 5520)
    #expect(model.power(voltage: 230, current: 24.56, active: -24.5, direction: .export) == -5520)
    #expect(model.power(voltage: 230, current: 24.56, active: 0, direction: .indeterminate) == 5520)
  }

  @Test(
    "whole amperes are rounded down",
    arguments: [(0, 0), (0.99, 0), (1, 1), (24.999, 24), (25, 25), (39.5, 39)] as [(Double, Double)])
  func floor(current: Double, amperes: Double) {
    #expect(
      PowerModel.wholeAmperes.power(voltage: 230, current: current, active: current, direction: .import)
        == 230 * amperes)
  }

  @Test("each model multiplies the voltage with its own current")
  func models() {
    func power(_ model: PowerModel, _ direction: Direction) -> Double {
      model.power(voltage: 230, current: 10.5, active: direction == .export ? -8 : 8, direction: direction)
    }
    #expect(PowerModel.allCases.map { power($0, .import) } == [1840, 2415, 2300])
    #expect(PowerModel.allCases.map { power($0, .export) } == [-1840, -2415, -2300])
    // Without a direction the active power keeps its own sign and the others count as import.
    #expect(PowerModel.allCases.map { power($0, .indeterminate) } == [1840, 2415, 2300])
    #expect(
      PowerModel.active.power(voltage: 230, current: 10, active: -0.5, direction: .indeterminate) == -115)
  }

  @Test("export is import with the other sign", arguments: PowerModel.allCases, [0.04, 0.9, 1, 6, 24.56, 40])
  func symmetric(model: PowerModel, current: Double) {
    for cosine in [0.1, 0.5, 1] {
      let taken = model.power(voltage: 230, current: current, active: current * cosine, direction: .import)
      let given = model.power(voltage: 230, current: current, active: -current * cosine, direction: .export)
      #expect(given == -taken)
    }
  }

  @Test("a current beyond all measure does not trap", arguments: PowerModel.allCases, [1e12, .infinity])
  func beyondMeasure(model: PowerModel, current: Double) {
    #expect(model.power(voltage: 230, current: current, active: current, direction: .import) >= 230e9)
  }
}
