// SPDX-License-Identifier: Apache-2.0
import Foundation
import _TestSupport

/// Raw frames of 12 bits, V, I1, I2, I3, at a low rate, as little is to be made and measured then.
enum Frames {
  static let rate = 1250.0
  /// The options that say so.
  static let options = ["--rate", "1250"]
  /// The options for a simulated installation of that rate, which a port wants to be named, with telegrams as long as the device's.
  static let simulation = ["--scenario", "star", "--identification", "XMXCQA0000008879"] + options
  /// What a simulation says of itself.
  static let mark = "p1clamp: star is a simulated installation: its telegrams state SIMULATION\n"

  /// The bytes of a star net at 230 V and 50 Hz, each line carrying `amperes` that lag by `degrees`.
  static func star(seconds: Double, amperes: Double = 10, lagging degrees: Double = 30) -> [UInt8] {
    bytes(
      Waves.frames(
        Int(seconds * rate),
        [wave(230 / (400 / 2048), degrees: 40)]
          + [0, -120, 120].map { wave(amperes / (62.5 / 2048), degrees: 40 - degrees + $0) }))
  }

  /// A sine at 50 Hz of an RMS in codes, with a dither that makes rounding harmless.
  private static func wave(_ rms: Double, degrees: Double) -> (Int) -> Double {
    var generator = SeededGenerator(seed: 1)
    let dither = (0..<997).map { _ in Waves.gaussian(&generator) }
    return { frame in
      rms * 2.0.squareRoot() * cos(2 * .pi * (50 * Double(frame) / rate + degrees / 360))
        + dither[frame % dither.count]
    }
  }

  /// Codes in little-endian bytes.
  static func bytes(_ codes: [Int16]) -> [UInt8] {
    codes.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }
}
