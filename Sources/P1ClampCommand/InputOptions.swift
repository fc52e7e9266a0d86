// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Simulation
import Recordings
import ArgumentParser
import Foundation
import Metering

/// Where frames come from: a recording, a live input or a simulated installation.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A recording, or - for raw frames on standard input: interleaved little-endian Int16 codes V, I1, I2, I3.",
      valueName: "file|-"))
  var input: String?

  @Option(help: "How the input's frames are written; auto goes by the name, then by the content.")
  var format: Recording.Format?

  @OptionGroup var recording: RecordingOptions

  @OptionGroup var simulation: ScenarioOptions

  func validate() throws {
    if input != nil, simulation.scenario != nil {
      throw ValidationError("--input and --scenario exclude each other.")
    }
    if input == nil {
      if format != nil { throw ValidationError("--format goes with --input.") }
      if let option = recording.given.first { throw ValidationError("\(option) goes with --input.") }
    }
    try simulation.checkRate(in: input == nil ? MeterConfiguration.rates : SamplingRate.supported)
  }

  /// Whether a source is named; otherwise the simulated installation is one that nobody asked for.
  var isNamed: Bool { input != nil || simulation.scenario != nil }

  /// The input that the options name, ready to be read.
  struct Opened {
    var source: any FrameSource
    /// How the input is called in messages.
    var name: String
    /// The wiring of the simulated installation; nil for a recording.
    var wiring: Scenario.Wiring?
    /// Whether frames come as they are measured: from a pipe or a device.
    var isLive: Bool
  }

  /// Opens the input.
  ///
  /// - Throws: `noInput` where it cannot be opened; `data` for what is wrong in it, or a simulation's rate outside 1000...16000
  ///   frames/s; `inputOutput` where reading fails.
  func open() throws(InputError) -> Opened {
    if let input {
      let source = try recording.open(
        input, format: format ?? .auto, rate: simulation.rate, bits: simulation.bits)
      let name = input == "-" ? "standard input" : input
      source.warnings.forEach { complain("warning: \(name): \($0)") }
      return Opened(source: source, name: name, wiring: nil, isLive: !isFile(input))
    }
    let (scenario, name) = try simulation.load()
    let source = try SimulatedSource(scenario, file: name)
    guard MeterConfiguration.rates.contains(source.rate) else {
      throw InputError(
        .data, file: name, place: "rate",
        "expected 1000...16000 for a simulation that is measured, found \(NumberText.number(source.rate))")
    }
    return Opened(source: source, name: name, wiring: scenario.wiring, isLive: false)
  }

  /// The error with advice on where to look, if it is about the content of the input.
  func advised(_ error: InputError) -> InputError {
    guard let input, isFile(input), error.kind == .data,
      Recording.isPart(error.file, of: input)
    else { return error }
    var error = error.advised
    error.remedy = nil
    error.problem += " (p1clamp info \(input.printable) tells what it holds)"
    return error
  }

  /// Whether the input is a file, and so complete; a pipe or a device is not known to be.
  ///
  /// An input that was opened though no such file exists is a COMTRADE recording, named without its extension.
  private func isFile(_ input: String) -> Bool {
    var status = stat()
    let found = input == "-" ? fstat(STDIN_FILENO, &status) : stat(input, &status)
    return found != 0 || status.st_mode & S_IFMT == S_IFREG
  }
}
