// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CalibrationFitting
import Foundation
import Recordings

/// Options on the recordings that a calibration is fitted to.
struct KnownLoadOptions: ParsableArguments {
  @Option(
    name: .customLong("point"),
    help: ArgumentHelp(
      """
      A recording with true RMS amperes A at an input, lagging the voltage of its line by D degrees. With ,volts=U it \
      also tells the voltage channel's gain.
      """, valueName: "FILE,input=N,amperes=A,degrees=D"),
    transform: { text in
      do throws(CalibrationPoint.Failure) {
        return try CalibrationPoint(option: text)
      } catch {
        throw ValidationError("--point: \(error.description).")
      }
    })
  var points: [CalibrationPoint] = []

  @Option(help: ArgumentHelp("A recording without current, for offset and noise.", valueName: "file"))
  var zero: String?

  @Flag(
    help: """
      Takes mains that flow in the recording without current out of its noise, and tells how much; without it such a recording \
      is refused.
      """)
  var nullMains = false

  @Option(help: "How the recordings' frames are written; auto goes by the name, then by the content.")
  var format: Recording.Format = .auto

  @Option(
    help: ArgumentHelp("Frames a second (default: the recording's; for raw frames 4000).", valueName: "hz"))
  var rate: Double?

  func validate() throws {
    if let rate, !SamplingRate.supported.contains(rate) {
      throw ValidationError("--rate takes \(SamplingRate.range) frames/s, not \(rate).")
    }
  }
}
