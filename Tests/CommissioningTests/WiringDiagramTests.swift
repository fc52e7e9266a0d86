// SPDX-License-Identifier: Apache-2.0
import Simulation
import Commissioning
import Foundation
import Metering
import Testing
import _TestSupport

@Suite struct WiringDiagramTests {
  /// Rows of the manual's lists: terminal number, and what is connected to it.
  struct ManualLists {
    var text: String

    init() throws {
      text = try String(contentsOf: SharedMaterial.file("manual/csp1-manual.txt"), encoding: .utf8)
    }

    /// The text between two headings.
    func section(_ start: String, _ end: String) throws -> Substring {
      let from = try #require(text.range(of: "\n" + start + "\n", options: .backwards))
      let to = try #require(text.range(of: "\n" + end, range: from.upperBound..<text.endIndex))
      return text[from.upperBound..<to.lowerBound]
    }

    /// Lines such as `- 5: CT1 red`.
    func list(_ start: String, _ end: String) throws -> [String: String] {
      var rows: [String: String] = [:]
      for line in try section(start, end).split(separator: "\n") where line.hasPrefix("- ") {
        let parts = line.dropFirst(2).split(separator: ":")
        guard parts.count == 2 else { continue }
        rows[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces)
      }
      return rows
    }
  }

  /// A diagram's rows in the words of the manual's lists; the supply as 2 and 3.
  static func rows(_ diagram: WiringDiagram) -> [String: String] {
    var rows: [String: String] = [:]
    for terminal in diagram.terminals {
      let number = ["N": "2", "L": "3"][terminal.name] ?? terminal.name
      rows[number] =
        switch terminal.connection {
        case .conductor(let conductor): conductor.rawValue
        case .output: "P1 Output"
        case .clamp(let line, let wire): "CT\(line.rawValue) \(wire.rawValue)"
        case .nothing: "/"
        case .unknown: "?"
        }
    }
    return rows
  }

  @Test("the delta tables are the manual's lists", .enabled(if: SharedMaterial.isPresent))
  func deltaLists() throws {
    let manual = try ManualLists()
    let first = try manual.list("Installation Option1:", "Installation Option 2:")
    #expect(first.count == 9 && Self.rows(WiringDiagram(.delta)) == first)
    let second = try manual.list("Installation Option 2:", "3.3.3. Star Net")
    #expect(second.count == 9 && Self.rows(WiringDiagram(.deltaAlternative)) == second)
  }

  @Test("the single and star tables are the manual's sequences", .enabled(if: SharedMaterial.isPresent))
  func sequences() throws {
    let manual = try ManualLists()
    let single = try manual.section("3.3.1. Single Phase", "3.3.2. Delta Net")
    #expect(single.contains("1. Connect N and L1 to"))
    let pair = try #require(single.firstMatch(of: /RED wire to (\d), and WHITE wire to (\d)/))
    var rows = ["2": "N", "3": "L1", "4": "P1 Output"]
    for number in 5...10 { rows["\(number)"] = "/" }
    rows[String(pair.1)] = "CT1 red"
    rows[String(pair.2)] = "CT1 white"
    #expect(Self.rows(WiringDiagram(.single)) == rows)

    let star = try manual.section("3.3.3. Star Net", "3.3.4. Important Wiring Notes")
    #expect(star.contains("1. Connect N and L1 to"))
    let wires = try #require(
      star.firstMatch(
        of:
          /CT1\/CT2\/CT3 .*RED wire to screw terminal (\d+)\/(\d+)\/(\d+), and the WHITE wire to screw terminal (\d+)\/(\d+)\/(\d+)/
      ))
    for (number, text) in [
      (wires.1, "CT1 red"), (wires.2, "CT2 red"), (wires.3, "CT3 red"), (wires.4, "CT1 white"),
      (wires.5, "CT2 white"), (wires.6, "CT3 white"),
    ] { rows[String(number)] = text }
    #expect(Self.rows(WiringDiagram(.star)) == rows)
  }

  @Test(
    "an installation that is wired as printed reads right", arguments: WiringMap.Kind.allCases,
    Rotation.allCases)
  func wiredAsPrinted(kind: WiringMap.Kind, rotation: Rotation) throws {
    let diagram = WiringDiagram(kind, rotation: rotation)
    let installation = try WiringInstallation(diagram, in: WiringInstallation.net(kind, rotation))
    let truth = installation.scenario.truth()
    let reading = try installation.reading(diagram.map)
    for line in Line.allCases {
      guard let expected = truth[line] else {
        #expect(reading.lines[line] == nil)
        continue
      }
      let found = try #require(reading.lines[line])
      // Noise shows 5 A to 0.01 % in a second, and its angle to 0.006 degrees.
      #expect(abs(found.current / expected.current - 1) < 1e-3)
      #expect(abs((try #require(found.phase) - expected.phase).remainder(dividingBy: 360)) < 0.1)
      #expect(abs(try #require(found.power) / expected.power - 1) < 5e-3)
    }
  }

  @Test("a table for another rotation reads wrong", arguments: [WiringMap.Kind.star, .delta])
  func wrongRotation(kind: WiringMap.Kind) throws {
    let net = WiringInstallation.net(kind, .counterclockwise)
    let diagram = WiringDiagram(kind)
    let reading = try WiringInstallation(diagram, in: net).reading(diagram.map)
    let truth = net.truth()
    let wrong = try Line.allCases.filter { line in
      let phase = try #require(reading.lines[line]?.phase)
      return abs((phase - truth[line]!.phase).remainder(dividingBy: 360)) > 59
    }
    // L1's own voltage is the star's reference.
    #expect(wrong == (kind == .star ? [.l2, .l3] : Line.allCases))
  }

  @Test("the supply follows from the angles", arguments: WiringMap.Kind.allCases, Rotation.allCases)
  func supply(kind: WiringMap.Kind, rotation: Rotation) {
    #expect(WiringMap(kind, rotation: rotation).supply == kind.supply)
  }

  @Test("tables fit 80 columns and are ASCII", arguments: WiringMap.Kind.allCases, Rotation.allCases)
  func width(kind: WiringMap.Kind, rotation: Rotation) {
    let text = WiringDiagram(kind, rotation: rotation).text + WiringDiagram.faultText
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
    #expect(text.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
  }

  @Test("a conductor's picture has its clamp with both terminals, and the supply's taps")
  func picture() {
    let rows = WiringDiagram(.delta).text.split(separator: "\n").filter { $0.contains("----") }
    #expect(rows.contains { $0.hasPrefix("  L1 ----(L)----[ 5 red, 6 white >>> ]") && $0.hasSuffix(" L1") })
    #expect(rows.contains { $0.hasPrefix("  L2 ----(N)----------") && $0.hasSuffix(" L2") })
    #expect(rows.contains { $0.hasPrefix("  L3 -----------[ 7 white, 8 red >>> ]") && $0.hasSuffix(" L3") })
  }

  @Test("as JSON it has every terminal, and the map is a wiring file", arguments: WiringMap.Kind.allCases)
  func json(kind: WiringMap.Kind) throws {
    let diagram = WiringDiagram(kind, rotation: .counterclockwise)
    let line = diagram.json
    #expect(line.last == "\n" && line.filter { $0 == "\n" }.count == 1)
    let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["name"] as? String == kind.rawValue && object["rotation"] as? String == "left")
    let terminals = try #require(object["terminals"] as? [[String: Any]])
    #expect(terminals.map { $0["terminal"] as? String } == ["N", "L", "4", "5", "6", "7", "8", "9", "10"])
    #expect(terminals[1]["conductor"] as? String == kind.supply.line.rawValue)
    #expect(object["derived"] as? String == (kind.isDelta ? "L2" : nil))
    let map = try JSONSerialization.data(withJSONObject: try #require(object["map"]))
    #expect(try WiringFile(json: [UInt8](map), file: "x").map == diagram.map)
  }

  @Test("a map with angles of no symmetrical net does not tell the supply")
  func unknownSupply() {
    var map = WiringMap.single
    map.referenceAngles[.l2] = 1
    let diagram = WiringDiagram(map, name: "a\"b")
    #expect(diagram.terminals[0].connection == .unknown && diagram.text.hasPrefix("a\"b\n"))
    #expect(diagram.json.hasPrefix(#"{"name":"a\"b","title":"","rotation":null,"#))
  }
}
