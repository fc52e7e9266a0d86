// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing
import _TestSupport

@Suite struct PhasorTests {
  /// A phasor of 0.001...1000 at any angle.
  static func random(_ generator: inout SeededGenerator) -> Phasor {
    Phasor(
      magnitude: pow(10, .random(in: -3...3, using: &generator)),
      degrees: .random(in: -180...180, using: &generator))
  }

  @Test("magnitude and angle make the phasor they are read from", arguments: [UInt64](1...3))
  func polar(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let phasor = Self.random(&generator)
      let copy = Phasor(magnitude: phasor.magnitude, degrees: phasor.degrees)
      // The angle's 2e-13 degrees are 3.5e-15 radians; a few roundings more.
      #expect((copy + -phasor).magnitude < 5e-15 * phasor.magnitude, "seed \(seed)")
      #expect(phasor.degrees > -180 && phasor.degrees <= 180)
      #expect(abs(phasor.magnitude - hypot(phasor.real, phasor.imaginary)) < 1e-15 * phasor.magnitude)
    }
  }

  @Test("turning adds angles and keeps magnitudes", arguments: [UInt64](1...3))
  func rotation(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let phasor = Self.random(&generator)
      let (a, b) = (
        Double.random(in: -720...720, using: &generator), Double.random(in: -720...720, using: &generator)
      )
      let twice = phasor.rotated(degrees: a).rotated(degrees: b)
      // The sum a + b is rounded to 1e-13 degrees or 2e-15 radians; a few roundings of 2e-16 more.
      #expect((twice + -phasor.rotated(degrees: a + b)).magnitude < 4e-15 * phasor.magnitude, "seed \(seed)")
      #expect(abs(twice.magnitude / phasor.magnitude - 1) < 2e-15)
    }
  }

  @Test("the product with a conjugate multiplies magnitudes and subtracts angles", arguments: [UInt64](1...3))
  func conjugate(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let (a, b) = (Self.random(&generator), Self.random(&generator))
      let product = a.timesConjugate(of: b)
      let expected = a.rotated(degrees: -b.degrees) * b.magnitude
      #expect((product + -expected).magnitude < 1e-14 * product.magnitude, "seed \(seed)")
      let mirrored = b.timesConjugate(of: a)
      #expect(mirrored.real == product.real && mirrored.imaginary == -product.imaginary)
    }
  }

  @Test("phasors add, scale and turn linearly", arguments: [UInt64](1...3))
  func linearity(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      let (a, b) = (Self.random(&generator), Self.random(&generator))
      let degrees = Double.random(in: -360...360, using: &generator)
      let size = a.magnitude + b.magnitude
      let sum = (a + b).rotated(degrees: degrees) * 3
      let parts = a.rotated(degrees: degrees) * 3 + b.rotated(degrees: degrees) * 3
      // A few roundings of 1.1e-16 of three times the size.
      #expect((sum + -parts).magnitude < 2e-15 * size, "seed \(seed)")
      #expect(a + -a == .zero)
      #expect(-a == a * -1)
    }
  }

  @Test("an opposite phasor is 180 degrees away, quarters are exact", arguments: [0, 30, 90, -120, 179.5])
  func quarters(degrees: Double) {
    let phasor = Phasor(magnitude: 10, degrees: degrees)
    #expect(phasor.rotated(degrees: 180) == -phasor)
    #expect(phasor.rotated(degrees: 90) == Phasor(real: -phasor.imaginary, imaginary: phasor.real))
    #expect(phasor.rotated(degrees: 0) == phasor)
  }

  @Test("the phasor of nothing has no magnitude and the angle 0")
  func zero() {
    #expect(Phasor.zero.magnitude == 0 && Phasor.zero.degrees == 0 && Phasor.zero.square == 0)
    #expect(Phasor.zero.rotated(degrees: 33) == .zero)
  }

  @Test("the angle of an export that is exactly opposite is 180, not -180")
  func halfOpen() {
    #expect(Phasor(real: -5, imaginary: 0).degrees == 180)
    #expect(Phasor(real: -5, imaginary: -0.0).degrees == 180)
  }
}
