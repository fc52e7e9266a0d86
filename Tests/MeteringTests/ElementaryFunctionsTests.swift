// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import Metering

@Suite("elementary functions from the four operations")
struct ElementaryFunctionsTests {
  @Test("the square root is right to 3e-16 of itself over all normal numbers", arguments: [UInt64](1...4))
  func squareRoot(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var worst = 0.0
    for _ in 0..<20_000 {
      // Any exponent of a normal number, any significand.
      let exponent = UInt64.random(in: 1...2046, using: &generator)
      let x = Double(bitPattern: exponent << 52 | generator.next() >> 12)
      // Foundation's root is rounded correctly: 1.1e-16 of the 3e-16.
      worst = max(worst, abs(Elementary.squareRoot(x) / x.squareRoot() - 1))
    }
    #expect(worst < 3e-16, "seed \(seed)")
  }

  @Test("squares have exact roots", arguments: [0, 1, 2, 3, 7, 230, 32767, 94_906_265])
  func exactRoots(root: Double) {
    #expect(Elementary.squareRoot(root * root) == root)
  }

  @Test(
    "what has no root has the root 0",
    arguments: [0, -0.0, -1, -.leastNonzeroMagnitude, -.infinity] as [Double])
  func noRoot(x: Double) {
    #expect(Elementary.squareRoot(x) == 0)
  }

  @Test(
    "sine and cosine are right to 4e-16, however many turns the angle has",
    arguments: [45, 360, 3600, 1e6, 1e9], [UInt64](1...2))
  func sineCosine(limit: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var worst = 0.0
    for _ in 0..<10_000 {
      let degrees = Double.random(in: -limit...limit, using: &generator)
      let expected = Reference.sineCosine(degrees: degrees)
      let (sine, cosine) = Elementary.sineCosine(degrees: degrees)
      worst = max(worst, abs(sine - expected.sine), abs(cosine - expected.cosine))
    }
    // The reference itself is right to half a unit in the last place, 1.1e-16 at most.
    #expect(worst < 4e-16 + 1.1e-16, "seed \(seed)")
  }

  @Test("multiples of 90 degrees have exactly 0, 1 or -1", arguments: [0, 1, 7, 4_000_000, 11_111_111])
  func quarters(quarters: Int) {
    let circle: [(sine: Double, cosine: Double)] = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    for sign in [1, -1] {
      let (sine, cosine) = Elementary.sineCosine(degrees: 90 * Double(sign * quarters))
      let expected = circle[(sign * quarters) & 3]
      #expect(sine == expected.sine && cosine == expected.cosine)
    }
  }

  @Test(
    "the reduction's seams at odd multiples of 45 degrees do not show",
    arguments: [-405, -135, -45, 45, 135, 315])
  func seams(degrees: Double) {
    for angle in [degrees.nextDown, degrees, degrees.nextUp] {
      let expected = Reference.sineCosine(degrees: angle)
      let (sine, cosine) = Elementary.sineCosine(degrees: angle)
      #expect(abs(sine - expected.sine) < 4e-16 && abs(cosine - expected.cosine) < 4e-16)
    }
  }

  @Test("an angle that is not a number traps: it would be an angle of 0 otherwise")
  func noAngle() async {
    await #expect(processExitsWith: .failure) { _ = Elementary.sineCosine(degrees: .nan) }
    await #expect(processExitsWith: .failure) { _ = Elementary.sineCosine(degrees: -.infinity) }
    await #expect(processExitsWith: .failure) { _ = Elementary.sineCosine(degrees: 1e18) }
  }

  @Test(
    "the angle of a point is right to 2e-13 degrees in all directions and sizes", arguments: [UInt64](1...4))
  func arcTangent(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var worst = 0.0
    for _ in 0..<20_000 {
      let size = pow(10, Double.random(in: -30...30, using: &generator))
      // Steep and flat directions too: one coordinate may be up to 1e12 times the other.
      let slope = pow(10, Double.random(in: -12...12, using: &generator))
      let x = Bool.random(using: &generator) ? size : -size
      let y = Bool.random(using: &generator) ? size * slope : -size * slope
      worst = max(worst, abs(Elementary.arcTangentDegrees(y: y, x: x) - atan2(y, x) * 180 / .pi))
    }
    // Foundation's is right to half a unit of pi, and two more roundings of up to 180: 5e-14 degrees in all.
    #expect(worst < 2e-13 + 5e-14, "seed \(seed)")
  }

  @Test(
    "the angles of the axes and diagonals are exact",
    arguments: [
      (1, 0, 0), (1, 1, 45), (0, 1, 90), (-1, 1, 135), (-1, 0, 180), (-1, -0.0, 180), (-1, -1, -135),
      (0, -1, -90),
      (1, -1, -45), (0, 0, 0), (1, -0.0, 0),
    ] as [(Double, Double, Double)])
  func axes(x: Double, y: Double, degrees: Double) {
    for size in [1, 1e-150, 1e150] {
      #expect(Elementary.arcTangentDegrees(y: y * size, x: x * size) == degrees)
    }
  }

  @Test(
    "the arc tangent's pieces meet without a step",
    arguments: [0.198_912_367_379_658, 0.668_178_637_919_298_9, 1])
  func pieces(ratio: Double) {
    for y in [ratio.nextDown.nextDown, ratio.nextDown, ratio, ratio.nextUp, ratio.nextUp.nextUp] {
      #expect(abs(Elementary.arcTangentDegrees(y: y, x: 1) - atan2(y, 1) * 180 / .pi) < 2e-13)
    }
  }

  // Half a unit in the last place is 1.1e-16 of a number just above a power of two.
  @Test("a reciprocal is one over the number to within 1.2e-16", arguments: [UInt64](1...4))
  func reciprocals(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<10_000 {
      let x =
        Double.random(in: 1...2, using: &generator)
        * Double(sign: .plus, exponent: Int.random(in: -1000...1000, using: &generator), significand: 1)
      let error = (-1.0).addingProduct(x, Elementary.reciprocal(x))
      #expect(abs(error) < 1.2e-16, "\(x)")
    }
  }

  @Test("a reciprocal of a power of two is exact, and has ends")
  func reciprocalsOfPowers() {
    for exponent in -1022...1021 {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(Elementary.reciprocal(power) == 1 / power)
    }
    #expect(Elementary.reciprocal(0) == .infinity && Elementary.reciprocal(0x1p-1023) == .infinity)
    #expect(Elementary.reciprocal(0x1p1022) == 0 && Elementary.reciprocal(.infinity) == 0)
    #expect(Elementary.reciprocal(.nan).isNaN)
  }
}

/// Reference functions by Foundation, with the rounding of degrees to radians made good.
enum Reference {
  /// Right to half a unit in the last place.
  static func sineCosine(degrees: Double) -> (sine: Double, cosine: Double) {
    // Exact: the remainder of two doubles is one.
    let rest = degrees.remainder(dividingBy: 90)
    let quadrant = ((degrees.remainder(dividingBy: 360) - rest) / 90).rounded()
    let perDegree = Double.pi / 180
    // pi is Double.pi + 1.22e-16, and fused multiplications show what two roundings left out.
    let perDegreeError = (1.224_646_799_147_353_2e-16 - fma(perDegree, 180, -Double.pi)) / 180
    let high = rest * perDegree
    let low = fma(rest, perDegree, -high) + rest * perDegreeError
    let sine = sin(high) + low * cos(high)
    let cosine = cos(high) - low * sin(high)
    return switch Int(quadrant) & 3 {
    case 0: (sine, cosine)
    case 1: (cosine, -sine)
    case 2: (-sine, -cosine)
    default: (-cosine, sine)
    }
  }
}
