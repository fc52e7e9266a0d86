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
    "within three standard deviations the direction stays what it was",
    arguments: [Direction.import, .export, .indeterminate], [-30, -10, 0, 10, 30] as [Double])
  func within(previous: Direction, power: Double) {
    #expect(Direction(power: power, deviation: 10, previous: previous) == previous)
  }

  @Test("a power that swings within the margin never changes the direction; one beyond it does, once")
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
        .indeterminate, .indeterminate, .indeterminate, .import, .import, .import, .import, .export, .export,
        .import,
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
