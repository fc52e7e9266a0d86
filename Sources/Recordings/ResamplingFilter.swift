// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The low pass of a ``Resampler``: a sinc under a Kaiser window.
///
/// As a decimator it passes up to 0.42 of the output's rate within 0.004 %, and attenuates by 90 dB from half of that rate on. More
/// than 16000 frames/s leave at least 8000, so the pass band reaches beyond 3.3 kHz, and nothing folds into it. As an interpolator
/// it passes up to 0.45 of the input's rate, and attenuates the images from 0.55 of that rate on.
struct ResamplingFilter {
  /// The attenuation of the stop band, and of the ripple in the pass band, dB.
  private static let attenuation = 90.0
  /// Kaiser's shape for that attenuation: 0.1102 (A - 8.7).
  private static let shape = 0.1102 * (attenuation - 8.7)

  /// Frames of the input on each side of a point that count for it.
  let reach: Int
  /// The edge, as a share of the input's rate: halfway between pass band and stop band.
  private let edge: Double
  private let halfLength: Double

  /// A filter between two rates; `step` is how many frames of the input make one of the output, above 0.
  init(step: Double) {
    let lower = min(1, 1 / step)
    let (pass, stop) = step > 1 ? (0.42, 0.5) : (0.45, 0.55)
    edge = 0.5 * (pass + stop) * lower
    // Kaiser's length: (A - 7.95) / (2.285 dw) frames, dw being the width of the transition in radians.
    halfLength = 0.5 * (Self.attenuation - 7.95) / (2.285 * 2 * .pi * (stop - pass) * lower)
    reach = Int(halfLength.rounded(.up))
  }

  /// The weights of the frames from `reach - 1` before a point's own frame to `reach` after it; their sum is 1.
  ///
  /// - Parameter fraction: How far the point is after its frame, 0..<1.
  func weights(at fraction: Double) -> [Double] {
    let weights = (1 - reach...reach).map { value(Double($0) - fraction) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private func value(_ x: Double) -> Double {
    let place = x / halfLength
    guard abs(place) < 1 else { return 0 }
    let window = Self.bessel(Self.shape * (1 - place * place).squareRoot())
    let angle = 2 * .pi * edge * x
    return window * (angle == 0 ? 1 : sin(angle) / angle)
  }

  /// The modified Bessel function of the first kind and order 0, by its series.
  private static func bessel(_ x: Double) -> Double {
    let quarter = 0.25 * x * x
    var (sum, term, order) = (1.0, 1.0, 1.0)
    while term > 1e-17 * sum {
      term *= quarter / (order * order)
      sum += term
      order += 1
    }
    return sum
  }
}
