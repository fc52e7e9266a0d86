// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Foundation
import Metering
public import Waveforms

/// Where frames come from: a recording, a live input or a simulated installation.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A recording, or - for raw frames on standard input: interleaved little-endian Int16 codes V, I1, I2, I3.",
      valueName: "file|-"))
  var input: String?

  @Option(help: "How the input's frames are written; auto goes by the name, then by the content.")
  var format: Recording.Format?

  @Option(
    help: ArgumentHelp(
      "Frames a second, 1000...16000 (default: what the input says; 4000 for raw frames).", valueName: "hz"))
  var rate: Double?

  @Option(
    help: ArgumentHelp(
      "Resolution of the codes, 12...16 (default: 12 for raw frames, 16 for WAV, the scenario's).",
      valueName: "12..16"))
  var bits: Int?

  @Option(
    help: ArgumentHelp(
      """
      Comma-separated. COMTRADE: names or numbers of the voltage, then of the inputs' currents. Raw frames and \
      WAV: what each column is, V, I1, I2, I3 or - to skip it.
      """, valueName: "names"))
  var channels: String?

  @Option(
    help: ArgumentHelp(
      "A simulated installation: \(Scenario.names.joined(separator: ", ")), or a JSON file (default: star).",
      valueName: "name|file"))
  var scenario: String?

  func validate() throws {
    if input != nil, scenario != nil {
      throw ValidationError("--input and --scenario exclude each other.")
    }
    if input == nil {
      if format != nil { throw ValidationError("--format goes with --input.") }
      if channels != nil { throw ValidationError("--channels goes with --input.") }
    }
    if let bits, !(12...16).contains(bits) {
      throw ValidationError("--bits takes 12...16, not \(bits).")
    }
    if let rate, !MeterConfiguration.rates.contains(rate) {
      throw ValidationError(
        "--rate takes 1000...16000 frames/s, not \(rate): that is \(rate / 50) frames a period of 50 Hz.")
    }
  }

  /// What the options name, ready to be read.
  struct Opened {
    var source: any FrameSource
    /// How the input is called in messages.
    var name: String
    /// The wiring of the simulated installation; nil for a recording.
    var wiring: Scenario.Wiring?
  }

  /// Opens the input.
  func open(seconds: Double? = nil) throws(WaveformError) -> Opened {
    if let input {
      let source = try Recording.open(
        input, format: format ?? .auto, rate: rate, bits: bits, channels: channelNames,
        isCancelled: { Interruption.isRequested })
      return Opened(source: source, name: input == "-" ? "standard input" : input, wiring: nil)
    }
    let name = scenario ?? "star"
    var scenario = try Scenario.load(name)
    scenario.rate = rate ?? scenario.rate
    scenario.bits = bits ?? scenario.bits
    let source = try SimulatedSource(scenario, seconds: seconds, file: name)
    return Opened(source: source, name: name, wiring: scenario.wiring)
  }

  private var channelNames: [String] {
    guard let channels else { return [] }
    return channels.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }
}

extension Recording.Format: ExpressibleByArgument {}
