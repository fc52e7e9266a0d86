// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Commissioning
import ArgumentParser
import Metering

/// `p1clamp wiring`: what to connect to which terminal.
struct WiringCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wiring",
    abstract:
      "Prints what to connect to each terminal, for the installations of the manual or a wiring file.",
    usage: "p1clamp wiring [<name|file>] [<options>]",
    discussion: """
      Without a name it prints all of the manual's: \(WiringArgument.names).

        p1clamp wiring delta
        p1clamp wiring star --rotation left
        p1clamp wiring ./house.json --output json

      A wiring file is a JSON object, for clamps that are connected in another way:

        {"supply": {"N": "N", "L": "L2"},
         "inputs": [{"input": 1, "line": "L2"},
                    {"input": 2, "line": "L1", "polarity": "reversed"},
                    {"input": 3, "line": "L3"}]}
      """)

  @Argument(help: ArgumentHelp("An installation of the manual, or a wiring file.", valueName: "name|file"))
  var wiring: String?

  @Option(
    help: ArgumentHelp(
      "The order of the lines: right is L1 L2 L3, left is L2 L1 L3 (default: right).",
      valueName: "right|left"))
  var rotation: Rotation?

  @Option(help: "text: tables. json: an object a line for each installation.")
  var output: ReportFormat = .text

  func validate() throws {
    guard let wiring else { return }
    guard let argument = WiringArgument(wiring) else {
      throw ValidationError("Expected \(WiringArgument.expected), found \"\(wiring)\".")
    }
    if rotation != nil, case .file(let path) = argument {
      throw ValidationError("--rotation goes with a named wiring; \(path) has its own.")
    }
  }

  func run() throws {
    Interruption.listen()
    try reportingErrors {
      let diagrams = try diagrams().map { diagram in
        var diagram = diagram
        diagram.words = .options
        return diagram
      }
      let text =
        output == .json
        ? diagrams.map(\.json).joined()
        : (diagrams.map(\.text) + [WiringDiagram.faultText]).joined(separator: "\n\n")
      try StandardOutput.write(Array(text.utf8))
    }
  }

  private func diagrams() throws(InputError) -> [WiringDiagram] {
    switch wiring.flatMap(WiringArgument.init) {
    case nil: WiringMap.Kind.allCases.map { WiringDiagram($0, rotation: rotation ?? .clockwise) }
    case .kind(let kind): [WiringDiagram(kind, rotation: rotation ?? .clockwise)]
    case .file(let path): [WiringDiagram(try WiringFile.load(path).map, name: path)]
    }
  }
}
