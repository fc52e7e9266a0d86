// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

/// The rates of recordings, and the rates at which they are measured.
public enum SamplingRate {
  /// Frames a second that a recording may have: from ten a period on.
  public static let supported = 500.0...200_000.0
  /// Their range in words: `500...200000`.
  public static let range = "\(supported.lowerBound.plain)...\(supported.upperBound.plain)"

  /// How many frames of a recording make one that is measured. Above 16000 frames/s it is the least whole number that leaves no
  /// more than 16000, below 1000 frames/s one half.
  static func step(of rate: Double) -> Double {
    if rate > MeterConfiguration.rates.upperBound {
      return (rate / MeterConfiguration.rates.upperBound).rounded(.up)
    }
    return rate < MeterConfiguration.rates.lowerBound ? 0.5 : 1
  }

  /// Who says a rate.
  enum Place {
    /// The caller.
    case parameter
    /// The recording, at a place in it; nil for the whole.
    case recording(String?)
  }

  /// Checks that a rate can be measured.
  ///
  /// - Throws: `data` for one outside 500...200,000 frames/s.
  static func check(_ rate: Double, file: String, place: Place) throws(InputError) {
    guard !supported.contains(rate) else { return }
    var problem = "expected a rate of \(range) frames/s, found \(rate.plain)"
    if rate > 0, rate < supported.lowerBound {
      let samples = (rate / 50 * 10).rounded() / 10
      problem += ": a 50 Hz period would have only \(samples.plain) samples"
    }
    switch place {
    case .parameter: throw InputError(file: file, changing: .rate, problem)
    case .recording(let place): throw InputError(.data, file: file, place: place, problem)
    }
  }

  /// The rate of a recording that states one: its own, or the user's, which corrects a clock that is off.
  ///
  /// - Throws: `data` where the user's is more than 0.1 % from the recording's.
  static func rate(_ stated: Double?, of recording: Double, file: String) throws(InputError) -> Double {
    guard let stated else { return recording }
    guard abs(stated - recording) <= recording * 1e-3 else {
      throw InputError(
        file: file, changing: .rate,
        "expected the recording's \(NumberText.number(recording, digits: 9)) frames/s, found \(stated.plain)")
    }
    return stated
  }
}
