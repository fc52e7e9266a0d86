// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("Usage", .serialized)
struct UsageTests {
  /// Command lines, and what is said of them.
  static let mistakes: [(arguments: [String], problem: String)] = [
    (["run", "--rate", "400"], "--rate takes 1000...16000 frames/s, not 400.0."),
    (["run", "--rate", "nan"], "--rate takes 1000...16000 frames/s, not nan."),
    (["run", "--rate", "fast"], "The value 'fast' is invalid for '--rate <hz>'"),
    (["run", "--bits", "11"], "--bits takes 12...16, not 11."),
    (["run", "--bits", "17"], "--bits takes 12...16, not 17."),
    (["run", "--seconds", "0"], "--seconds takes a number from 1, not 0."),
    (
      ["run", "--wiring", "triangle"],
      "--wiring: expected single, star, delta, delta-alternative or a wiring file (a path with / or .json), found \"triangle\"."
    ),
    (["calibrate", "--wiring", "Star", "--write", "a.json"], "--wiring: expected single, star"),
    (["run", "--rotation", "up"], "'up' is invalid for '--rotation <right|left>'"),
    (
      ["run", "--wiring", "a.json", "--rotation", "left"],
      "--rotation goes with a named wiring; a.json has its own."
    ),
    (["wiring", "triangle"], "Expected single, star, delta, delta-alternative or a wiring file"),
    (["wiring", "./a", "--rotation", "left"], "--rotation goes with a named wiring; ./a has its own."),
    (["wiring", "star", "--output", "svg"], "'svg' is invalid for '--output <output>'"),
    (["run", "--profile", "csp2"], "'csp2' is invalid for '--profile <profile>'"),
    (["run", "--estimator", "guess"], "'guess' is invalid for '--estimator <estimator>'"),
    (["run", "--output", "xml"], "'xml' is invalid for '--output <output>'"),
    (["run", "--input", "a.raw", "--scenario", "star"], "--input and --scenario exclude each other."),
    (["run", "--channels", "V"], "--channels goes with --input."),
    (["run", "--format", "wav"], "--format goes with --input."),
    (["run", "--volume", "11"], "Unknown option '--volume'"),
    (["--tcp", "8088x"], "The value '8088x' is invalid for '--tcp <host:port>'"),
    (["--serial-mode", "9600-7e1"], "--serial-mode goes with --serial."),
    (["--request-line", "cts"], "--request-line goes with --serial."),
    (
      ["--serial", "/dev/null", "--request-mode", "finish"],
      "--request-mode goes with --serial and --request-line cts, dsr or dcd."
    ),
    (["--log-level", "debug"], "--log-level goes with --tcp, --serial, --pty or --http."),
    (["walk"], "Unexpected argument 'walk'"),
    (["simulate"], "Missing expected argument '--write <file|->'"),
    (["simulate", "--write", "a.ogg"], "--write a.ogg does not tell its format: use --format."),
    (
      ["simulate", "--write", "-", "--format", "wav"],
      "--write - writes raw frames, or packets of them, not --format wav."
    ),
    (
      ["simulate", "--write", "a.cff"],
      "--write takes the .cfg or the .dat of a COMTRADE recording, not a.cff."
    ),
    (["simulate", "--write", "a.raw", "--seconds", "0"], "--seconds takes 0.001...86400, not 0.0."),
    (["simulate", "--write", "a.raw", "--rate", "499"], "--rate takes 500...200000 frames/s, not 499.0."),
  ]

  @Test(
    "help fits a terminal of 80 columns, and no example is broken there",
    arguments: [
      ["help"], ["help", "run"], ["help", "info"], ["help", "simulate"], ["help", "wiring"],
      ["help", "diagnose"],
      ["help", "calibrate"], ["help", "calibrate", "fit"], ["help", "calibrate", "export"],
      ["help", "sweep"],
      ["help", "lint"],
    ])
  func help(arguments: [String]) async throws {
    let outcome = try await Tool.run(arguments)
    let overview = outcome.text.prefix(upTo: outcome.text.range(of: "USAGE:")!.lowerBound)
    for block in overview.components(separatedBy: "\n\n") where block.hasPrefix("  ") {
      #expect(block.split(separator: "\n").allSatisfy { $0.hasPrefix("  ") }, "\(block)")
    }
    #expect(outcome.status == 0)
    #expect(outcome.lines.count > 10)
    #expect(outcome.lines.filter { $0.count > 80 } == [])
    #expect(outcome.errors == "")
  }

  @Test("the version is told with the licences", arguments: [["--version"], ["run", "--version"]])
  func version(arguments: [String]) async throws {
    let outcome = try await Tool.run(arguments)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(outcome.lines.first.map(String.init) == "p1clamp \(ToolVersion.number)")
    #expect(outcome.text.contains("GPL-3.0-or-later") && outcome.text.contains("Apache-2.0"))
  }

  @Test("the help of run names every option with its values")
  func options() async throws {
    let help = try await Tool.run(["run", "--help"]).text
    let words = help.split { $0.isWhitespace }.joined(separator: " ")
    for option in [
      "input", "format", "rate", "bits", "channels", "units", "midpoint", "full-scale", "scenario", "wiring",
      "rotation", "profile", "clock",
      "time-zone",
      "identification", "equipment-id", "version-text", "nominal-voltage", "power-model",
      "seconds",
      "pace", "output",
    ] {
      #expect(help.contains("  --\(option) <"), "--\(option)")
    }
    for values in [
      "auto, s16le, u16le, s24le, s32le, f32le, frames, wav, comtrade, csv",
      "single, star, delta, delta-alternative",
      "csp1, csp1-v05, smr5, emucs",
      "unset, system",
      "active, measured, nominal, whole-amperes", "fftw, fixed", "realtime, fast",
      "telegram, json, csv, none",
    ] {
      #expect(words.contains(values), "\(values)")
    }
  }

  @Test(
    "a usage error says what was expected and ends with 64",
    arguments: Trials.chosen(mistakes, orEach: 5))
  func usageErrors(arguments: [String], problem: String) async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Tool.run(arguments, in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.output == [])
    #expect(outcome.errors.contains(problem), "\(outcome.errors)")
    #expect(try folder.names == [])
  }

  @Test(
    "what a mistaken argument holds does not act on the terminal",
    arguments: [
      ["--\u{1B}[31mx"], ["run", "--seconds", "\u{1B}[31mx"], ["\u{1B}[31mx"],
      ["run", "--seconds=1\nx\u{1B}[31m"],
    ])
  func inertErrors(arguments: [String]) async throws {
    let outcome = try await Tool.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("\\u{1B}[31m") && !outcome.errors.contains("\u{1B}"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("\nx"))
  }

  @Test("without a subcommand it runs a star net")
  func defaults() async throws {
    let bare = try await Tool.run(["--pace", "fast", "--seconds", "2", "--rate", "1250"])
    #expect(bare.status == 0)
    #expect(bare.errors == Frames.mark)
    #expect(
      bare.output
        == (try await Tool.run([
          "run", "--scenario", "star", "--pace", "fast", "--seconds", "2", "--rate", "1250",
        ]).output))
    #expect(bare.text.split(separator: "/XMX5").count == 2)
  }
}
