// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The rates that can be measured.
enum SamplingRate {
  /// Frames a second.
  static let supported = 1000.0...16000.0

  /// Checks that a rate can be measured.
  ///
  /// - Throws: `data` for one outside 1000...16000 frames/s.
  static func check(_ rate: Double, file: String, place: String?) throws(InputError) {
    guard !supported.contains(rate) else { return }
    var problem = "expected a rate of 1000...16000 frames/s, found \(rate.plain)"
    if rate > 0, rate < supported.lowerBound {
      let samples = (rate / 50 * 10).rounded() / 10
      problem += ": a 50 Hz period would have only \(samples.plain) samples"
    }
    throw InputError(.data, file: file, place: place, problem)
  }

  /// Checks that a rate the user gave does not contradict the recording's own, within 1 ppm.
  ///
  /// - Throws: `data` where it does.
  static func check(_ given: Double?, against rate: Double, file: String) throws(InputError) {
    guard let given, !(abs(given - rate) <= rate * 1e-6) else { return }
    throw InputError(
      .data, file: file, place: "--rate",
      "expected the recording's \(rate.plain) frames/s, found \(given.plain)")
  }
}
