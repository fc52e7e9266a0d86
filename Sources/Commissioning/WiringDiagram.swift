// SPDX-License-Identifier: Apache-2.0
public import Metering
import StrictJSON

/// The connections of the sensor's terminals, as the diagrams of the manual show it (section 3.3).
public struct WiringDiagram: Sendable {
  /// Colour of a clamp's wire.
  public enum Wire: String, Sendable {
    /// The red wire.
    case red
    /// The white wire.
    case white
  }

  /// The connection of a terminal.
  public enum Connection: Sendable, Equatable {
    /// A conductor of the net.
    case conductor(Conductor)
    /// A conductor that the map does not tell.
    case unknown
    /// The P1 port.
    case output
    /// A wire of the clamp around a line.
    case clamp(Line, Wire)
    /// Nothing.
    case nothing
  }

  /// One terminal of the sensor.
  public struct Terminal: Sendable, Equatable {
    /// `N` and `L` for the supply, else the number on the housing: 4...10.
    public var name: String
    /// Its connection.
    public var connection: Connection
  }

  /// The installation's name: a kind, or a file.
  public let name: String
  /// The installation in a few words; empty for a map that is none of the manual's.
  public let title: String
  /// The map that measures an installation connected so.
  public let map: WiringMap
  /// The words of the notes.
  public var words = AdviceWords()

  /// The diagram of an installation kind.
  public init(_ kind: WiringMap.Kind, rotation: Rotation = .clockwise) {
    name = kind.rawValue
    map = WiringMap(kind, rotation: rotation)
    title =
      switch kind {
      case .single: "one line and neutral"
      case .star: "three lines and neutral"
      case .delta: "three lines without neutral, option 1 (preferred)"
      case .deltaAlternative: "three lines without neutral, option 2"
      }
  }

  /// The diagram of any map.
  public init(_ map: WiringMap, name: String) {
    self.name = name.inert(limit: 200)
    self.map = map
    title = ""
  }

  /// The terminals in the order of the housing.
  ///
  /// The supply terminals go by their roles: the manual numbers them 1 and 2 in one place, 2 and 3 in another.
  public var terminals: [Terminal] {
    let supply = map.supply
    var terminals = [
      Terminal(name: "N", connection: supply.map { .conductor($0.neutral) } ?? .unknown),
      Terminal(name: "L", connection: supply.map { .conductor($0.line) } ?? .unknown),
      Terminal(name: "4", connection: .output),
    ]
    for input in Input.allCases {
      // The odd terminal is for the red wire, and for the white one where the clamp is to be reversed.
      let clamp = map.inputs[input]
      let wires: [Wire] = clamp?.polarity == .reversed ? [.white, .red] : [.red, .white]
      let (odd, even) = input.terminals
      for (terminal, wire) in zip([odd, even], wires) {
        terminals.append(
          Terminal(
            name: "\(terminal)",
            connection: clamp.map { .clamp($0.line, wire) } ?? .nothing))
      }
    }
    return terminals
  }
}

extension Input {
  /// The terminals of its clamp: the odd one for red and the even one for white, unless it is to be reversed.
  var terminals: (odd: Int, even: Int) { (5 + 2 * index, 6 + 2 * index) }
}
