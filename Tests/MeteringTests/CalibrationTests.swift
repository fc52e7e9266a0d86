// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Testing

/// The signal chain of the device: 80 A clamps, 2000:1 over 40 ohm, converters of +-1.25 V.
@Suite struct CalibrationTests {
  @Test(
    "a code is worth the full scale over its codes",
    arguments: [(12, 30.5176e-3), (13, 15.2588e-3), (14, 7.6294e-3), (15, 3.8147e-3), (16, 1.90735e-3)])
  func amperesPerCode(bits: Int, amperes: Double) {
    let calibration = Calibration.nominal(bits: bits)
    // 1.25 V x 2000 / 40 ohm over half the codes; the listed figures have six digits.
    let exact = 1.25 * 2000 / 40 / Double(1 << (bits - 1))
    for input in Input.allCases {
      let scale = calibration.channels.inputs[input].scale
      #expect(abs(scale / exact - 1) < 1e-15)
      #expect(abs(scale / amperes - 1) < 1e-5)
      #expect(calibration.channels.inputs[input].delay == 0)
    }
    #expect(abs(calibration.channels.voltage.scale - 400 / Double(1 << (bits - 1))) < 1e-15)
  }

  @Test("codes are those of two's complement", arguments: 12...16)
  func rails(bits: Int) {
    let converter = Converter(bits: bits, fullScale: 1.25)
    #expect(Int(converter.lowestCode) == -(1 << (bits - 1)))
    #expect(Int(converter.highestCode) == (1 << (bits - 1)) - 1)
    #expect(converter.step * Double(converter.lowestCode) == -1.25)
    let calibration = Calibration.nominal(bits: bits)
    #expect(
      calibration.lowestCode == converter.lowestCode && calibration.highestCode == converter.highestCode)
  }

  @Test("a 12-bit converter clips at 62.5 A peak, a sine of 44.2 A")
  func clipping() {
    let calibration = Calibration.nominal()
    let peak = -Double(calibration.lowestCode) * calibration.channels.inputs[.input1].scale
    #expect(abs(peak - 62.5) < 1e-12)
    #expect(abs(peak / 2.0.squareRoot() - 44.2) < 0.05)
  }

  @Test("the usable range is half the clamp's rating", arguments: [(80, 40), (60, 30), (400, 200)])
  func range(rating: Double, effective: Double) {
    #expect(ClampRange(rating: rating).effective == effective)
    #expect(Calibration.nominal(clamp: Clamp(rating: rating)).range.effective == effective)
  }

  @Test("40 A are 20 mA in the secondary, 0.8 V at the converter")
  func burden() {
    let clamp = Clamp()
    #expect(clamp.range.effective == 40)
    #expect(clamp.amperesPerVolt == 50)
    #expect(40 / clamp.ratio == 0.02 && 40 / clamp.amperesPerVolt == 0.8)
    // Twice the burden is twice the signal: a code is worth half as many amperes.
    let doubled = Calibration.nominal(clamp: Clamp(burden: 80)).channels.inputs[.input2].scale
    #expect(doubled * 2 == Calibration.nominal().channels.inputs[.input2].scale)
  }

  @Test("codes become amperes at the same angle, and the opposite one where the channel is inverted")
  func scale() {
    let codes = Phasor(magnitude: 1000, degrees: 40)
    let amperes = ChannelCalibration(scale: 0.03).phasor(codes, frequency: 50)
    #expect(abs(amperes.magnitude - 30) < 1e-12 && abs(amperes.degrees - 40) < 1e-12)
    #expect(ChannelCalibration(scale: -0.03).phasor(codes, frequency: 50) == -amperes)
  }

  @Test(
    "what is sampled later looks ahead, so it is turned back", arguments: [48.7, 50, 60.2],
    [-250e-6, 0, 25e-6, 1e-3])
  func delay(frequency: Double, delay: Double) {
    // x(t) = sqrt 2 A cos(2 pi f t + theta), taken at t + delay: the frames show the angle theta + 360 f delay.
    let frames = (0..<800).map { frame -> Double in
      2.0.squareRoot() * 100 * cos(2 * .pi * frequency * (Double(frame) / 4000 + delay) + 0.5)
    }
    // Least squares over frames gives the phasor of what was sampled, exactly.
    var sums = (cc: 0.0, cs: 0.0, ss: 0.0, xc: 0.0, xs: 0.0)
    for frame in frames.indices {
      let angle = 2 * Double.pi * frequency * Double(frame) / 4000
      let (c, s) = (cos(angle), -sin(angle))
      sums.cc += c * c
      sums.cs += c * s
      sums.ss += s * s
      sums.xc += frames[frame] * c
      sums.xs += frames[frame] * s
    }
    let determinant = sums.cc * sums.ss - sums.cs * sums.cs
    let seen =
      Phasor(
        real: (sums.xc * sums.ss - sums.xs * sums.cs) / determinant,
        imaginary: (sums.xs * sums.cc - sums.xc * sums.cs) / determinant) * 0.5.squareRoot()
    let phasor = ChannelCalibration(scale: 0.1, delay: delay).phasor(seen, frequency: frequency)
    // Rounding in sums of 800 terms.
    #expect(abs(phasor.magnitude - 10) < 1e-11)
    #expect(abs(phasor.degrees - 0.5 * 180 / .pi) < 1e-9)
  }
}
