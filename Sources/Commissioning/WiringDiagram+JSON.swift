// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

extension WiringDiagram {
  /// One JSON object on one line: name, title, rotation, terminals, the derived line, and the map as a wiring file.
  public var json: String {
    let rows = terminals.map { terminal in
      var keys = ["\"terminal\":\(Self.quoted(terminal.name))"]
      switch terminal.connection {
      case .conductor(let conductor): keys.append("\"conductor\":\(Self.quoted(conductor.rawValue))")
      case .unknown: keys.append("\"conductor\":null")
      case .output: keys.append("\"output\":\"P1\"")
      case .clamp(let line, let wire):
        keys.append("\"line\":\(Self.quoted("\(line.name)")),\"wire\":\(Self.quoted(wire.rawValue))")
      case .nothing: keys.append("\"line\":null")
      }
      return "{\(keys.joined(separator: ","))}"
    }
    let file = WiringFile(map: map).json.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    return """
      {"name":\(Self.quoted(name)),"title":\(Self.quoted(title)),\
      "rotation":\(map.rotation.map { Self.quoted($0.rawValue) } ?? "null"),\
      "terminals":[\(rows.joined(separator: ","))],\
      "derived":\(map.derived.map { Self.quoted("\($0.name)") } ?? "null"),\
      "map":\(file.joined())}

      """
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    let data = try? JSONEncoder().encode(text)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
