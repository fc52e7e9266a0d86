// SPDX-License-Identifier: Apache-2.0
import Metering
import StrictJSON

extension WiringDiagram {
  /// One JSON object on one line: name, title, rotation, terminals, the derived line, and the map as a wiring file.
  public var json: String {
    let rows = terminals.map { terminal in
      var members = [JSONValue.Member("terminal", .text(terminal.name))]
      switch terminal.connection {
      case .conductor(let conductor): members.append(.init("conductor", .text(conductor.rawValue)))
      case .unknown: members.append(.init("conductor", .null))
      case .output: members.append(.init("output", .text("P1")))
      case .clamp(let line, let wire):
        members += [.init("line", .text("\(line.name)")), .init("wire", .text(wire.rawValue))]
      case .nothing: members.append(.init("line", .null))
      }
      return JSONValue.members(members)
    }
    let value = JSONValue.object([
      "name": .text(name), "title": .text(title), "rotation": .optional(map.rotation?.rawValue),
      "terminals": .list(rows), "derived": .optional(map.derived.map { "\($0.name)" }),
      "map": WiringFile(map: map).jsonValue,
    ])
    return value.json(onOneLine: true, escapingSlashes: true) + "\n"
  }
}
