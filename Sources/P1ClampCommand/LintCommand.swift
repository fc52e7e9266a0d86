// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import HostFiles
import P1Lint

/// `p1clamp lint`: a stream of telegrams in, its faults out.
struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Checks a stream of P1 telegrams, of this tool or of a meter.",
    usage: "p1clamp lint [<file|->] [<options>]",
    discussion: """
      Checks frames, CRCs, the form and the range of values, duplicate objects, the clock, and values that contradict \
      each other; with --wiring delta also whether the currents can be those of three wires. Objects that it does not \
      know and those that a load balancer misses are noted. What the telegrams say of themselves tells their dialect: \
      DSMR 2 to 5, e-MUCS, and those of Luxembourg, Sweden, Finland and Hungary. A last table says which readers of \
      telegrams take such ones.

        p1clamp run --pace fast --seconds 60 | p1clamp lint
        p1clamp lint --output json meter.txt
        p1clamp lint --serial /dev/ttyUSB0
        p1clamp lint --tcp meter.local:8088

      Exit codes: 0 nothing wrong, 1 something wrong, 64 usage, 65 bad input data, 66 no input, 74 input/output \
      error.
      """)

  @OptionGroup(title: "Input") var input: LintInput

  @Option(help: "How the installation is wired.")
  var wiring: TelegramStreamCheck.Net = .star

  @Option(
    help: """
      text: a line for each finding, one for the total, and the readers. json: an object for each telegram and for the \
      total, with the readers.
      """
  )
  var output: ReportFormat = .text

  func run() throws {
    Interruption.listen()
    var check = TelegramStreamCheck(net: wiring)
    try reportingErrors {
      let stream = try input.open()
      var text = LintText(name: stream.bytes.name)
      reading: while true {
        switch try stream.bytes.read(upTo: 1 << 16) {
        case .bytes(let bytes):
          try write(check.receive(bytes.span), &text)
        case .end:
          try write(check.finish(), &text)
          break reading
        case .cancelled:
          break reading
        }
      }
      try StandardOutput.write(
        Array((output == .text ? text.lines(check) : LintJSON.line(check)).utf8))
    }
    if !check.total.isCorrect { throw ExitCode(1) }
  }

  private func write(_ results: [TelegramStreamCheck.Result], _ text: inout LintText) throws {
    var lines = ""
    for result in results {
      lines += output == .text ? text.lines(result) : LintJSON.line(result)
    }
    try StandardOutput.write(Array(lines.utf8))
  }
}
