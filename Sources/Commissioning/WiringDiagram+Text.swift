// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

extension WiringDiagram {
  /// The diagram for a terminal of 80 columns: terminals, conductors from grid to load, and notes.
  public var text: String {
    let heading = title.isEmpty ? name : "\(name): \(title)"
    let parts = [[heading], table, picture, notes.map { "  " + $0 }]
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The rows of the table of troubleshooting that concern wiring, for a terminal of 80 columns.
  public static var faultText: String {
    let rows = WiringFault.allCases.map { fault in
      "  \(padded(fault.symptom, 38))\(fault.cause)\n    \(fault.remedy)"
    }
    return """
      If readings are wrong

        \(padded("what shows", 38))why
        \(padded("----------", 38))---
      \(rows.joined(separator: "\n"))

      """
  }

  private var table: [String] {
    func row(_ terminal: String, _ wire: String, _ connection: String) -> String {
      "  \(Self.padded(terminal, 10))\(Self.padded(wire, 7))\(connection)"
    }
    return [row("terminal", "wire", "goes to"), row("--------", "-----", String(repeating: "-", count: 24))]
      + terminals.map { row($0.name, $0.wire, $0.words(exchanged: isExchanged($0))) }
  }

  /// Whether a terminal is the odd one of a clamp whose wires are to be exchanged.
  private func isExchanged(_ terminal: Terminal) -> Bool {
    guard case .clamp(_, .white) = terminal.connection, let number = Int(terminal.name) else { return false }
    return number % 2 == 1
  }

  /// The conductors as lines from grid to load, with the supply's taps and the clamps.
  private var picture: [String] {
    let supply = map.supply
    let lines = Line.allCases.filter { line in
      let isTapped = supply?.neutral.asLine == line || supply?.line.asLine == line
      return isTapped || map.derived == line || Input.allCases.contains { map.inputs[$0]?.line == line }
    }
    let conductors = (map.hasNeutral ? [Conductor.neutral] : []) + lines.map(Conductor.init)
    return ["  Grid" + String(repeating: " ", count: 41) + "Load"]
      + conductors.map { conductor in
        let tap =
          conductor == supply?.neutral ? "(N)" : conductor == supply?.line ? "(L)" : "---"
        let name = conductor.rawValue
        let clamp = Self.padded(clamp(around: conductor), 26, with: "-")
        return "  \(Self.padded(name, 3))----\(tap)----\(clamp)---- \(name)"
      }
  }

  /// A clamp with its wires in the order of the terminals; empty for a conductor without one.
  private func clamp(around conductor: Conductor) -> String {
    let wires = terminals.compactMap { terminal -> String? in
      guard case .clamp(let line, let wire) = terminal.connection, line == conductor.asLine else {
        return nil
      }
      return "\(terminal.name) \(wire.rawValue)"
    }
    return wires.isEmpty ? "" : "[ \(wires.joined(separator: ", ")) >>> ]"
  }

  private var notes: [String] {
    var notes = ["The arrow on each clamp points from grid to load: >>>."]
    let lines = Input.allCases.compactMap { map.inputs[$0]?.line }
    switch map.rotation {
    // One line has no rotation.
    case _ where lines.count == 1: break
    case .clockwise: notes.append("Rotation right, L1 L2 L3: what the manual asks for.")
    case .counterclockwise:
      notes.append("Rotation left, L2 L1 L3: the manual asks for right.")
      if !title.isEmpty {
        notes.append("An installation connected like this is measured \(words.rotation(.counterclockwise)).")
      }
    case nil: notes.append("The reference angles are those of no symmetrical net.")
    }
    if let derived = map.derived {
      notes.append("\(derived.name) has no clamp: it carries minus the sum of the two others.")
    }
    let angles = Line.allCases.compactMap { line -> String? in
      line == map.derived || lines.contains(line)
        ? "\(line.name) \(NumberText.number(map.referenceAngles[line]))" : nil
    }
    notes.append("Voltages against V(L) - V(N): \(angles.joined(separator: ", ")) degrees.")
    return notes
  }

  private static func padded(_ text: String, _ width: Int, with filler: Character = " ") -> String {
    text + String(repeating: filler, count: max(0, width - text.count))
  }
}

extension WiringDiagram.Terminal {
  /// The colour of a clamp's wire; empty for other terminals.
  fileprivate var wire: String {
    if case .clamp(_, let wire) = connection { wire.rawValue } else { "" }
  }

  fileprivate func words(exchanged: Bool) -> String {
    switch connection {
    case .conductor(let conductor): conductor.rawValue
    case .unknown: "the map does not tell"
    case .output: "P1 output"
    case .clamp(let line, _): "clamp around \(line.name)" + (exchanged ? ", red and white exchanged" : "")
    case .nothing: "/"
    }
  }
}
