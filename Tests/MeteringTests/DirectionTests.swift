// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

@Suite struct DirectionTests {
  @Test(
    "beyond three standard deviations the sign of the power decides, whatever was before",
    arguments: [Direction.import, .export, .indeterminate])
  func beyond(previous: Direction) {
    #expect(Direction(power: 30.001, deviation: 10, previous: previous) == .import)
    #expect(Direction(power: -30.001, deviation: 10, previous: previous) == .export)
    #expect(Direction(power: .leastNonzeroMagnitude, deviation: 0, previous: previous) == .import)
    #expect(Direction(power: -.leastNonzeroMagnitude, deviation: 0, previous: previous) == .export)
  }

  @Test(
    "within three standard deviations the direction stays what it was while the power has its sign",
    arguments: [Direction.import, .export, .indeterminate], [-30, -10, 0, 10, 30] as [Double])
  func within(previous: Direction, power: Double) {
    let isKept = previous == .import ? power > 0 : previous == .export && power < 0
    #expect(
      Direction(power: power, deviation: 10, previous: previous) == (isKept ? previous : .indeterminate))
  }

  @Test("a power that swings within the margin never turns the direction round; one beyond it does")
  func hysteresis() {
    func directions(_ powers: [Double]) -> [Direction] {
      var previous = Direction.indeterminate
      return powers.map { power in
        previous = Direction(power: power, deviation: 1, previous: previous)
        return previous
      }
    }
    #expect(
      directions([0, 2.9, -2.9, 3.1, -2.9, 2.9, -3, -3.1, 2.9, 3.1]) == [
        .indeterminate, .indeterminate, .indeterminate, .import, .indeterminate, .indeterminate,
        .indeterminate,
        .export, .indeterminate, .import,
      ])
  }

  @Test("the rule is symmetric in sign", arguments: [-100, -31, -30, -1, 0, 1, 30, 31, 100] as [Double])
  func symmetric(power: Double) {
    let mirror: [Direction: Direction] = [.import: .export, .export: .import, .indeterminate: .indeterminate]
    for previous in mirror.keys {
      let direction = Direction(power: power, deviation: 10, previous: previous)
      let mirrored = Direction(power: -power, deviation: 10, previous: mirror[previous]!)
      #expect(mirrored == mirror[direction]!)
    }
  }
}
