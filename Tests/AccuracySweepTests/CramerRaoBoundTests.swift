// SPDX-License-Identifier: Apache-2.0
import AccuracySweep
import Foundation
import Testing

@Suite("The bound against a Fisher information by finite differences")
struct CramerRaoBoundTests {
  /// Variances of frequency (Hz), phase (rad) and relative amplitude of a sinusoid in white noise.
  ///
  /// The Fisher matrix is sum over the frames of the products of the signal's derivatives, over the variance; the
  /// bounds are the diagonal of its inverse. The derivatives are central differences.
  private func numericBounds(
    amplitude: Double, variance: Double, frames: Int, rate: Double, phase: Double
  ) -> [Double] {
    let parameters = [50.3, phase, 1.0]
    let steps = [1e-4, 1e-5, 1e-5]
    func signal(_ p: [Double], _ frame: Int) -> Double {
      let time = (Double(frame) - Double(frames - 1) / 2) / rate
      return amplitude * p[2] * cos(2 * .pi * p[0] * time + p[1])
    }
    var information = [[Double]](repeating: [0, 0, 0], count: 3)
    for frame in 0..<frames {
      let derivatives = (0..<3).map { k in
        var above = parameters
        var below = parameters
        above[k] += steps[k]
        below[k] -= steps[k]
        return (signal(above, frame) - signal(below, frame)) / (2 * steps[k])
      }
      for i in 0..<3 { for j in 0..<3 { information[i][j] += derivatives[i] * derivatives[j] / variance } }
    }
    return inverseDiagonal(information)
  }

  /// The diagonal of a symmetric 3 x 3 matrix' inverse by cofactors.
  private func inverseDiagonal(_ m: [[Double]]) -> [Double] {
    func minor(_ i: Int, _ j: Int) -> Double {
      let rows = (0..<3).filter { $0 != i }
      let columns = (0..<3).filter { $0 != j }
      return m[rows[0]][columns[0]] * m[rows[1]][columns[1]] - m[rows[0]][columns[1]] * m[rows[1]][columns[0]]
    }
    let determinant = m[0][0] * minor(0, 0) - m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2)
    return (0..<3).map { minor($0, $0) / determinant }
  }

  // The closed form leaves out terms of one part in the periods' number, 50: 2 % of a variance, 1 % of a deviation.
  @Test("Amplitude, phase and frequency agree", arguments: [0, 0.7, 2.1])
  func agree(phase: Double) {
    let (voltage, current, noise) = (1177.6, 1.31, 1.0)
    let variance = noise * noise + 1.0 / 12
    let bound = CramerRaoBound(voltage: voltage, current: current, noise: noise, frames: 4000, rate: 4000)
    func bounds(_ rms: Double) -> [Double] {
      numericBounds(
        amplitude: rms * 2.0.squareRoot(), variance: variance, frames: 4000, rate: 4000, phase: phase)
    }
    let (u, i) = (bounds(voltage), bounds(current))
    #expect(abs(bound.frequency / u[0].squareRoot() - 1) < 0.01)
    #expect(abs(bound.phase / ((u[1] + i[1]).squareRoot() * 180 / .pi) - 1) < 0.01)
    #expect(abs(bound.fundamental / i[2].squareRoot() - 1) < 0.01)
  }

  @Test("The true RMS has the fundamental's absolute bound")
  func rms() {
    let bound = CramerRaoBound(
      voltage: 1000, current: 100, distortion: 0.75, noise: 2, frames: 4000, rate: 4000)
    // sqrt(1 + 0.75^2) is 1.25; sigma is sqrt(4 + 1/12), of 4000 frames sqrt(4000) times less.
    #expect(abs(bound.fundamental / bound.rms - 1.25) < 1e-12)
    #expect(abs(bound.rms - (49.0 / 12 / 4000).squareRoot() / 125) < 1e-15)
  }
}
