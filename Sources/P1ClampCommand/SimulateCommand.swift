// SPDX-License-Identifier: Apache-2.0
import Simulation
import Recordings
import ArgumentParser
import HostFiles
import StrictJSON
import Foundation

/// `p1clamp simulate`: a simulated installation becomes a recording.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Writes the frames of a simulated installation to a recording.",
    usage: "p1clamp simulate [<options>] --write <file|->",
    discussion: """
      The recording appears under its name when it is complete. The tool reads what it wrote:

        p1clamp simulate --scenario solar --write solar.wav
        p1clamp run --input solar.wav
        p1clamp simulate --rate 8000 --bits 14 --write star.raw
        p1clamp run --input star.raw --rate 8000 --bits 14
        p1clamp simulate --scenario delta --write delta.cfg
        p1clamp run --input delta.cfg --channels V,I1,I2,I3 --wiring delta
        p1clamp simulate --rate 48000 --bits 16 --write fast.wav --truth true.csv
        p1clamp run --input fast.wav --output csv
      """)

  @OptionGroup(title: "Installation") var simulation: ScenarioOptions

  @Option(help: ArgumentHelp("How many seconds, up to a day (default: 10).", valueName: "n"))
  var seconds: Double?

  @Option(help: "How the frames are written; auto goes by the name.")
  var format: Recording.Format = .auto

  @Option(
    help: ArgumentHelp(
      "The file to write, or - for raw frames, or packets with --format frames, on standard output.",
      valueName: "file|-"))
  var write: String

  @Option(
    help: ArgumentHelp(
      """
      Writes what flows each second, too, as CSV: true currents, phase angles and powers, in the columns of p1clamp run \
      --output csv. What clamps and converters do is not in it.
      """, valueName: "file"))
  var truth: String?

  /// Frames made at a time: a few hundred kilobytes in any format.
  private static let block = 1 << 14

  func validate() throws {
    try simulation.checkRate(in: SamplingRate.supported)
    try OutputFiles.check(
      ["--write": write, "--truth": truth], besides: [simulation.scenario], streams: ["--write"])
    if let seconds, !(0.001...86400).contains(seconds) {
      throw ValidationError("--seconds takes 0.001...86400, not \(seconds).")
    }
    if write == "-" {
      guard [.auto, .s16le, .frames].contains(format) else {
        throw ValidationError(
          "--write - writes raw frames, or packets of them, not --format \(format.rawValue).")
      }
    } else if ![.auto, .s16le, .frames, .wav, .comtrade, .csv].contains(format) {
      throw ValidationError(
        "--format takes s16le, frames, wav, comtrade or csv for --write, not \(format.rawValue).")
    } else if format == .auto, Recording.Format(extensionOf: write) == nil {
      throw ValidationError("--write \(write) does not tell its format: use --format.")
    }
    if (write as NSString).pathExtension.lowercased() == "cff" {
      throw ValidationError("--write takes the .cfg or the .dat of a COMTRADE recording, not \(write).")
    }
  }

  func run() throws {
    Interruption.listen()
    var isOver = false
    try reportingErrors {
      let (scenario, name) = try simulation.load()
      let source = try SimulatedSource(scenario, seconds: seconds ?? 10, file: name)
      let truthOutput = try truth.map { path throws(InputError) in
        try ByteOutput(path: path, isCancelled: { Interruption.isRequested })
      }
      func writeTruth() throws(InputError) {
        guard let truthOutput else { return }
        try truthOutput.write(Array(trueSeconds(of: scenario, named: name).utf8))
        try truthOutput.finish()
      }
      guard write != "-" else {
        // A stream may end anywhere.
        isOver = true
        var number: UInt32 = 0
        try copy(source) { frames in
          try StandardOutput.write(
            format == .frames
              ? Recording.packets(of: frames, channelCount: source.channelCount, from: &number)
              : Recording.rawBytes(of: frames))
        }
        if !Interruption.isRequested { try writeTruth() }
        return
      }
      var sink = try Recording.create(
        write, format: format, rate: source.rate, channelCount: source.channelCount,
        calibration: source.calibration, nominalFrequency: scenario.frequency.hertz,
        isCancelled: { Interruption.isRequested })
      try copy(source) { try sink.write($0) }
      guard !Interruption.isRequested else { return }
      try sink.finish()
      try writeTruth()
      isOver = true
    }
    guard isOver else {
      complain("\(write): interrupted, so not written")
      throw ExitCode(130)
    }
  }

  /// The readings of a perfect meter, as CSV.
  private func trueSeconds(of scenario: Scenario, named name: String) throws(InputError) -> String {
    var signal = try TrueSignal(scenario, file: name)
    let frames = max(1, Int(((seconds ?? 10) * scenario.rate).rounded()))
    let rows = signal.seconds(frames).map { ReadingRow($0).text }
    return ([ReadingRow.header] + rows).joined(separator: "\n") + "\n"
  }

  /// Hands on all frames, until a signal asks to end.
  private func copy(_ source: SimulatedSource, _ body: ([Int16]) throws -> Void) throws {
    var blocks = FrameBlocks(
      source, framesPerBlock: Self.block, isCancelled: { Interruption.isRequested })
    while let frames = try blocks.next() { try body(frames) }
  }
}
