// SPDX-License-Identifier: Apache-2.0
import Recordings
import StrictJSON
import HostFiles
import Drawing
public import Commissioning
public import ArgumentParser
import Foundation
import Metering
import MeteringFFTW

/// `p1clamp diagnose`: how the clamps and the supply are really connected.
struct DiagnoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Checks the wiring: says whether it is as given, what is proven, and what to do.",
    usage: "p1clamp diagnose [<options>]",
    discussion: """
      Weighs every way of connecting clamps and supply against the phasors that are measured: reversed, exchanged, \
      misplaced and missing clamps, clamps on the neutral, supply terminals on other conductors, left rotation. Which way \
      round a clamp is, no current tells while its line may export: say where anything generates (--generation), or \
      switch a load on, and off again, at a time that you tell (--load-on). Nothing is corrected unless --write-wiring is given.

        p1clamp diagnose --input house.wav --wiring star --generation none
        p1clamp diagnose --input house.wav --generation L1 --load-on 12
        p1clamp diagnose --input /dev/frames --format s16le --guide \\
          --generation L1
        arecord -t raw -f S16_LE -c 4 -r 8000 |
          p1clamp diagnose --input - --rate 8000 --bits 16 --seconds 60

      Exit codes: 0 the wiring is as given, 1 it is not, 2 undecided, 64 usage, 65 bad input data, 66 no input, \
      74 input/output error.
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @OptionGroup(title: "Measurement") var calibration: CalibrationOption

  @OptionGroup(title: "Measurement") var wiring: WiringOptions

  @Option(help: "How frequency and phasors are found.")
  var estimator: HostEstimator.Kind = .fftw

  @OptionGroup(title: "Evidence") var evidence: EvidenceOptions

  @OptionGroup(title: "Results") var results: DiagnosisResultOptions

  func validate() throws {
    try OutputFiles.check(
      ["--svg": results.svg, "--html": results.html, "--write-wiring": results.writeWiring],
      besides: [input.input, input.simulation.scenario, wiring.wiring, calibration.calibration])
  }

  func run() throws {
    Interruption.listen()
    // What a signal breaks off before there is a diagnosis decides nothing.
    var verdict = WiringVerdict.undecided
    try reportingErrors {
      let opened = try input.open()
      let map = try wiring.map(for: opened)
      guard var observation = WiringObservation(of: map) else {
        throw InputError(
          .data, file: wiring.wiring ?? opened.name,
          "expected clamps on lines of their own in a net of three like voltages, found other reference angles"
        )
      }
      observation.loadOn = evidence.loadOn
      observation.generation = evidence.generation
      try observe(opened, &observation)
      var diagnosis = observation.diagnosis()
      diagnosis.words = .options
      if let loadOn = evidence.loadOn {
        switch diagnosis.loadFinding {
        case .seen: break
        case .unseen: complain("\(opened.name): no current changes at \(loadOn) s: --load-on is not used")
        case .unpaired:
          complain(
            "\(opened.name): the change at \(loadOn) s is not taken back by an equal one. Where anything may export, the sun "
              + "may have made it: --load-on is not used")
        }
      }
      verdict = diagnosis.verdict
      try write(diagnosis, of: opened.name)
    }
    switch verdict {
    case .asGiven: break
    case .notAsGiven: throw ExitCode(1)
    case .undecided: throw ExitCode(2)
    }
  }

  /// Measures the input to its end, to the seconds asked for, or to the signal that ends it.
  private func observe(_ opened: InputOptions.Opened, _ observation: inout WiringObservation) throws {
    let calibration = try calibration.calibration(for: opened.source.calibration, named: opened.name)
    var blocks = FrameBlocks(
      opened.source, framesPerBlock: max(1, Int(opened.source.rate / 20)),
      isCancelled: { Interruption.isRequested })
    let answers = evidence.guide && input.input != "-" ? EnteredLines() : nil
    try observation.measure(
      &blocks, named: opened.name, calibration: calibration,
      upTo: evidence.seconds ?? (opened.wiring == nil || evidence.guide ? nil : 60),
      estimator: estimator.estimator,
      guide: evidence.guide
        ? WiringGuide(
          of: observation.intended, generation: observation.generation,
          confirmation: answers.map { _ in "Press Enter when it is on, if nothing is said of it." })
        : nil,
      isLoadOn: { answers?.hasNext() ?? false },
      say: { text in
        for line in text.split(separator: "\n") { complain(String(line)) }
      })
    let leftOut = observation.leftOut
    if leftOut.count > 0 {
      let count = leftOut.count + observation.cycles
      complain("warning: \(opened.name): \(leftOut.count) of \(count) s left out, \(leftOut.text)")
    }
  }

  private func write(_ diagnosis: WiringDiagnosis, of name: String) throws {
    var diagram = PhasorDiagram(
      reference: "V",
      arrows: diagnosis.phasors.map {
        .init(
          label: "I\($0.input.rawValue)", magnitude: $0.current.magnitude, degrees: $0.current.degrees,
          deviation: $0.deviation, expected: $0.expected)
      })
    diagram.notes = [diagnosis.headline, "\(name.inert(limit: 200)), \(Self.today)"]
    if let html = results.html {
      try WholeFile.write(page(of: diagnosis, diagram, named: name).html, to: html)
    }
    if let svg = results.svg { try WholeFile.write(diagram.svg(), to: svg) }
    if let writeWiring = results.writeWiring { try writeMap(of: diagnosis, to: writeWiring) }
    let text =
      switch results.output {
      case .json: diagnosis.json + "\n"
      case .text:
        [
          diagnosis.verdictText, diagnosis.summaryText, diagram.text(isASCII: !Locale.isUnicode),
          diagnosis.hypothesesText,
        ]
        .joined(separator: "\n")
      }
    try StandardOutput.write(Array(text.utf8))
  }

  /// The day, as a drawing shows it: `2026-11-29`.
  private static var today: String { Date.now.formatted(.iso8601.year().month().day()) }

  private func writeMap(of diagnosis: WiringDiagnosis, to path: String) throws {
    let choices = diagnosis.choices
    let chosen: WiringHypothesis
    if let choice = results.choice {
      guard choice <= choices.count else {
        throw InputError(
          .data, file: path, "expected a choice of 1...\(choices.count), found \(choice)")
      }
      chosen = choices[choice - 1].hypothesis
    } else {
      guard let found = diagnosis.found else {
        throw InputError(
          .data, file: path, "expected a wiring that is decided, found several: pick one with --choice")
      }
      chosen = found
    }
    guard let map = chosen.map(for: diagnosis.intended) else {
      throw InputError(
        .data, file: path,
        "expected one clamp a line and a supply that is connected, found \(chosen): no wiring file helps")
    }
    try WiringFile(map: map).write(to: path)
  }
}

extension Generation: ExpressibleByArgument {
  /// `none`, `unknown`, or lines such as `L1,L3`.
  public init?(argument: String) {
    switch argument {
    case "unknown": self = .unknown
    case "none": self = .nowhere
    default:
      let names = argument.split(separator: ",", omittingEmptySubsequences: false)
      let lines = names.compactMap { name in
        Line.allCases.first { "\($0.name)" == name.trimmingCharacters(in: .whitespaces).uppercased() }
      }
      guard lines.count == names.count else { return nil }
      self = .lines(Set(lines))
    }
  }
}

extension Locale {
  /// Whether the environment's characters are those of Unicode.
  fileprivate static var isUnicode: Bool {
    let environment = ProcessInfo.processInfo.environment
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return name.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
  }
}
