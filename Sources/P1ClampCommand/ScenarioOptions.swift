// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Simulation
import ArgumentParser
import Metering

/// The installation that is simulated, and how it is sampled.
struct ScenarioOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A simulated installation: \(Scenario.names.joined(separator: ", ")), or a JSON file (default: star).",
      valueName: "name|file"))
  var scenario: String?

  @Option(
    help: ArgumentHelp(
      """
      Frames a second, of an input 500...200000, of a simulation that is measured 1000...16000 (default: the recording's or \
      the scenario's; for raw frames 4000). It corrects a recording's own by up to 0.1 %.
      """,
      valueName: "hz"))
  var rate: Double?

  @Option(
    help: ArgumentHelp(
      "Resolution of the codes (default: the scenario's; of a recording 12 where raw, 16 where WAV).",
      valueName: "12..16"))
  var bits: Int?

  func validate() throws {
    if let bits, !(12...16).contains(bits) {
      throw ValidationError("--bits takes 12...16, not \(bits).")
    }
  }

  /// Throws for a rate outside a range.
  func checkRate(in range: ClosedRange<Double>) throws(ValidationError) {
    guard let rate, !range.contains(rate) else { return }
    let (lowest, highest) = (NumberText.number(range.lowerBound), NumberText.number(range.upperBound))
    throw ValidationError("--rate takes \(lowest)...\(highest) frames/s, not \(rate).")
  }

  /// The scenario with the rate and the resolution asked for, and its name in messages.
  ///
  /// - Throws: `noInput` where there is none of that name; `data` for what is wrong in its file.
  func load() throws(InputError) -> (scenario: Scenario, name: String) {
    let name = scenario ?? "star"
    var loaded = try Scenario.load(name)
    loaded.rate = rate ?? loaded.rate
    loaded.bits = bits ?? loaded.bits
    return (loaded, name)
  }
}
