// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing

@testable import Commissioning

/// What loads are expected to draw: densities that are densities, over the ranges that have a reason.
@Suite("What the diagnosis expects of loads")
struct LoadPriorTests {
  /// The integral of a function by the middles of many steps.
  private func integral(_ range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double {
    let steps = 40_000
    let step = (range.upperBound - range.lowerBound) / Double(steps)
    return step * (0..<steps).reduce(0) { $0 + function(range.lowerBound + (Double($1) + 0.5) * step) }
  }

  // A symmetrical net has six directions, 60 degrees apart: a load that is ordinary for one of them must not be for another.
  @Test(
    "any phase angle is ordinary for exactly one of the six directions, with soft edges",
    arguments: [0.0, 1, 5])
  func directions(deviation: Double) {
    for degrees in -180...180 {
      let sum = (0..<6).reduce(0) {
        $0 + LoadPrior.density(Double(degrees - 60 * $1), deviation: deviation)
      }
      // In the middle of a sector, 30 degrees from its edges, each edge's tail of six deviations leaves 1e-9.
      #expect(abs(60 * sum - 1) < 3e-9, "\(degrees)")
    }
  }

  // The range is that of the metrology: loads import with -20...40 degrees.
  @Test(
    "at -20 and 40 degrees half of the loads are ordinary, three degrees inside nearly all, outside hardly any"
  )
  func angles() {
    for (edge, inwards) in [(-20.0, 1.0), (40, -1)] {
      #expect(abs(60 * LoadPrior.density(edge, deviation: 1) - 0.5) < 1e-9)
      #expect(60 * LoadPrior.density(edge + 3 * inwards, deviation: 1) > 0.99)
      #expect(60 * LoadPrior.density(edge - 3 * inwards, deviation: 1) < 0.01)
    }
  }

  // A clamp turns a current by up to three degrees, which an angle of zero must survive; a motor's 20 degrees must not.
  @Test("a resistive load may be seen at 3 degrees and not at 12")
  func resistive() {
    func density(_ phase: Double) -> Double {
      LoadPrior.density(phase, in: LoadPrior.resistive, deviation: 0)
    }
    for sign in [1.0, -1] {
      #expect(density(3 * sign) > 0.99 * density(0))
      #expect(density(12 * sign) < 0.01 * density(0))
    }
    #expect(abs(integral(-180...180, density) - 1) < 1e-3)
  }

  // Half a degree, as clamps without calibration differ: what is known of the angle adds to it by squares.
  @Test("an edge is as soft as clamps differ and as the angle is uncertain, together")
  func softness() {
    let oneDeviation = 0.158_655_253_931_457
    #expect(abs(60 * LoadPrior.density(40.5, deviation: 0) - oneDeviation) < 1e-9)
    #expect(abs(60 * LoadPrior.density(41.3, deviation: 1.2) - oneDeviation) < 1e-9)
  }

  // Filters of 2 uF carry 0.15 A: of so small a current the angle must say little, of a kettle's nearly all.
  @Test(
    "the smaller a current, the less its angle says; from 0.4 A on more than half of the angles are ordinary")
  func currents() {
    func ordinary(_ amperes: Double) -> Double {
      let (leading, lagging) = LoadPrior.reactiveShares(amperes)
      return 1 - leading - lagging
    }
    let shares = [0.05, 0.2, 0.4, 1, 3, 10].map(ordinary)
    #expect(shares == shares.sorted())
    #expect(ordinary(0.2) < 0.4 && ordinary(10) > 0.97)
    #expect(ordinary(LoadPrior.telling) > 0.5 && ordinary(LoadPrior.telling) < 0.65)
    for amperes in [0.1, 1, 10] {
      func density(_ phase: Double) -> Double {
        LoadPrior.loadDensity(phase, current: amperes, deviation: 0.1)
      }
      #expect(abs(integral(-180...180, density) - 1) < 1e-3, "\(amperes)")
      // What consumes is never more than a quarter turn off.
      #expect(integral(92...268, density) < 0.000_3)
      // Standby electronics and idle motors.
      #expect(amperes > 0.5 || density(-65) > density(10) * 0.5)
    }
  }

  // A generator feeds at unity. Its line's loads, of as much active current at a power factor of 0.77, would turn that by 40
  // degrees if they were as large as what is left: fewer than one in five are.
  @Test("export has its angle within 40 degrees of unity in four of five, and in the half plane always")
  func export() {
    func density(_ phase: Double) -> Double { LoadPrior.exportDensity(phase, deviation: 0.5) }
    #expect(abs(integral(0...360, density) - 1) < 1e-3)
    #expect(abs(integral(140...220, density) - 0.833) < 0.02)
    #expect(integral(85...275, density) > 0.999)
    for degrees in 0...90 {
      let offset = Double(degrees)
      #expect(abs(density(180 + offset) - density(180 - offset)) < 1e-12)
    }
  }

  // From what is equally probable, 0.5 A, over a ratio of 1500: up to 750 A, beyond any clamp.
  @Test("currents of any angle have a probability of one in all, up to 750 A")
  func magnitudes() {
    func density(_ amperes: Double) -> Double {
      LoadPrior.planar(Phasor(magnitude: amperes, degrees: 0), angular: 1 / 360.0)
    }
    // Over the logarithm of the current, from a hundredth of the least one on: below that is 1e-5 of all.
    let whole = integral(log(0.005)...log(750)) { 2 * .pi * exp(2 * $0) * density(exp($0)) }
    #expect(abs(whole - 1) < 1e-4)
    // Above it as many in each octave; below it a current that happens to be small proves nothing.
    #expect(abs(density(20) / density(40) - 4) < 0.01)
    #expect(density(0.05) > 0.98 * density(0) && density(0.5) > 0.49 * density(0))
    #expect(density(0.5) < 0.51 * density(0))
  }

  // Two clamps of one kind differ by 2 %: of 10 A by 0.2 A, which must be one deviation, and 1 A must be none.
  @Test("two clamps show one current where they differ by what clamps differ by")
  func coincidence() {
    func density(_ difference: Double) -> Double {
      LoadPrior.coincidence(Phasor(magnitude: difference, degrees: 70), of: 10, deviation: 0)
    }
    #expect(abs(density(0.2) / density(0) - exp(-0.5)) < 1e-3)
    #expect(density(1) < 1e-5 * density(0))
    #expect(abs(integral(0...2) { 2 * .pi * $0 * density($0) } - 1) < 1e-6)
  }

  // States of one recording are those of one household, whose standby loads are in all of them: a hundred of them must not
  // outweigh what two say.
  @Test("more than two states count as two")
  func independence() {
    for count in 1...100 {
      #expect(abs(Double(count) * LoadPrior.weight(of: count) - Double(min(count, 2))) < 1e-12)
    }
    #expect(LoadPrior.weight(of: 0) == 1)
  }
}
