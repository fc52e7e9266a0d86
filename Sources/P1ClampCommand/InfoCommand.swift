// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Recordings
import StrictJSON

/// `p1clamp info`: what a recording holds and how to measure it.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Tells what a recording holds, and how to measure it.",
    usage: "p1clamp info <file> [<options>]",
    discussion: """
      Kind, channels with their ranges and RMS values about the mean, rates, length, holes, and the command line that measures \
      it. Of a converter's codes it takes the columns for V, I1, I2, I3.

        p1clamp info fault.cfg
        p1clamp info scope.csv --output json
      """)

  @Argument(help: "A recording; COMTRADE by its .cfg, its .dat, its .cff or their name without extension.")
  var file: String

  @Option(help: "How the frames are written; auto goes by the name, then by the content.")
  var format: Recording.Format = .auto

  @Option(
    help: ArgumentHelp(
      "Frames a second where the recording does not say it (raw frames: 4000).", valueName: "hz"))
  var rate: Double?

  @Option(help: ArgumentHelp("Columns of raw frames, 1...64.", valueName: "n"))
  var columns = 4

  @Option(help: "text: tables. json: one line.")
  var output: ReportFormat = .text

  func validate() throws {
    if let rate, !SamplingRate.supported.contains(rate) {
      throw ValidationError("--rate takes \(SamplingRate.range) frames/s, not \(rate).")
    }
    guard (1...64).contains(columns) else { throw ValidationError("--columns takes 1...64, not \(columns).") }
    if file == "-" { throw ValidationError("info takes a file, not a stream.") }
  }

  func run() throws {
    Interruption.listen()
    try reportingErrors {
      let summary = try Recording.summary(
        file, format: format, rate: rate, columns: columns, isCancelled: { Interruption.isRequested })
      // A part is not what was asked for.
      guard !Interruption.isRequested else { return }
      let command = summary.command(file, format: format, rate: rate)
      let text = output == .json ? summary.json(command: command) : summary.text(command: command)
      try StandardOutput.write(Array((text + "\n").utf8))
    }
    if Interruption.isRequested { throw ExitCode(130) }
  }
}

extension RecordingSummary {
  /// The command line that measures it; nil where it cannot be measured.
  func command(_ file: String, format: Recording.Format, rate: Double?) -> String? {
    guard let proposal else { return nil }
    var words = ["p1clamp", "run", "--input", Self.quoted(file.hasPrefix("-") ? "./" + file : file)]
    if format != .auto { words += ["--format", format.rawValue] }
    if let rate { words += ["--rate", NumberText.number(rate, digits: 12)] }
    if let bits = proposal.bits { words += ["--bits", "\(bits)"] }
    if !proposal.channels.isEmpty {
      words += ["--channels", Self.quoted(proposal.channels.joined(separator: ","))]
    }
    if !proposal.units.isEmpty { words += ["--units", proposal.units.joined(separator: ",")] }
    if !proposal.midpoints.isEmpty {
      words += ["--midpoint", proposal.midpoints.map(String.init).joined(separator: ",")]
    }
    if proposal.inputs == 1 { words += ["--wiring", "single"] }
    return (words + ["--output", "json"]).joined(separator: " ")
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._/,+-=:".contains($0)) }
    guard !isPlain || word.isEmpty else { return word }
    // What is not inert is shown and cannot be typed.
    return "'" + word.inert().replacing("'", with: "'\\''") + "'"
  }

  /// The summary for people.
  func text(command: String?) -> String {
    var lines = [
      "\(kind), \(NumberText.count(channels.count, "channels")), \(NumberText.count(records, "records"))"
    ]
    for stretch in stretches {
      lines.append(
        "\(NumberText.count(stretch.records, "records")) at \(NumberText.number(stretch.rate, digits: 9)) a second"
      )
    }
    if let measuredRate, let seconds {
      lines.append(
        "\(NumberText.number(seconds)) s, measured at \(NumberText.number(measuredRate, digits: 9)) frames/s")
    }
    if let clock { lines.append("first record: \(clock.printable)") }
    let missing = holes.reduce(0) { $0 + $1.records }
    if let first = holes.first {
      let count = "\(NumberText.count(holes.count, "holes")) of \(NumberText.count(missing, "records")),"
      lines.append("\(count)\(holes.count == 1 ? "" : " the first") before record \(first.record)")
    }
    lines += warnings.map { "warning: \($0.inert(limit: 500))" }
    lines += ["", Self.row(["", "lowest", "highest", "RMS"]) + "  name and unit"]
    for channel in channels {
      let figures = [channel.lowest, channel.highest, channel.rms].map { value in
        value.map { NumberText.number($0) } ?? "-"
      }
      let unit = channel.unit.isEmpty ? "" : " [\(channel.unit.printable)]"
      lines.append(Self.row(["\(channel.number)"] + figures) + "  \(channel.name.printable)\(unit)")
    }
    let obstacle =
      measuredRate == nil
      ? "it tells no rate of 500...200000 a second; is it known, info FILE --rate HZ says how to go on."
      : "none of its channels is a voltage, by their units."
    return (lines + ["", command ?? "It cannot be measured: " + obstacle]).joined(separator: "\n")
  }

  private static func row(_ columns: [String]) -> String {
    zip(columns, [4, 13, 13, 13]).map { $0.padded(to: $1) }.joined()
  }

  /// The summary for programs.
  func json(command: String?) -> String {
    let channels = channels.map { channel in
      JSONValue.object([
        "number": .integer(channel.number), "name": .text(channel.name), "unit": .text(channel.unit),
        "lowest": .number(channel.lowest, digits: 9), "highest": .number(channel.highest, digits: 9),
        "mean": .number(channel.mean, digits: 9), "rms": .number(channel.rms, digits: 9),
        "missing": .integer(channel.missing),
      ])
    }
    let rates = stretches.map { stretch in
      JSONValue.object(["rate": .number(stretch.rate), "records": .integer(stretch.records)])
    }
    let holes = holes.map { hole in
      JSONValue.object(["record": .integer(hole.record), "records": .integer(hole.records)])
    }
    return JSONValue.object([
      "version": .text(ToolVersion.number), "kind": .text(kind), "format": .text(format.rawValue),
      "channels": .list(channels),
      "rates": .list(rates),
      "measuredRate": .number(measuredRate), "records": .integer(records), "seconds": .number(seconds),
      "holes": .list(holes), "clock": .optional(clock), "warnings": .list(warnings.map { .text($0) }),
      "command": .optional(command),
    ]).json()
  }
}
