// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The rates that can be measured.
enum SamplingRate {
  /// Frames a second.
  static let supported = 1000.0...16000.0

  /// Who says a rate.
  enum Place {
    /// The caller.
    case parameter
    /// The recording, at a place in it; nil for the whole.
    case recording(String?)
  }

  /// Checks that a rate can be measured.
  ///
  /// - Throws: `data` for one outside 1000...16000 frames/s.
  static func check(_ rate: Double, file: String, place: Place) throws(InputError) {
    guard !supported.contains(rate) else { return }
    var problem = "expected a rate of 1000...16000 frames/s, found \(rate.plain)"
    if rate > 0, rate < supported.lowerBound {
      let samples = (rate / 50 * 10).rounded() / 10
      problem += ": a 50 Hz period would have only \(samples.plain) samples"
    }
    switch place {
    case .parameter: throw InputError(file: file, changing: .rate, problem)
    case .recording(let place): throw InputError(.data, file: file, place: place, problem)
    }
  }

  /// Checks that the rate a user states does not contradict the recording's own, within 1 ppm.
  ///
  /// - Throws: `data` where it does.
  static func check(_ stated: Double?, against rate: Double, file: String) throws(InputError) {
    guard let stated, !(abs(stated - rate) <= rate * 1e-6) else { return }
    throw InputError(
      file: file, changing: .rate,
      "expected the recording's \(rate.plain) frames/s, found \(stated.plain)")
  }
}
