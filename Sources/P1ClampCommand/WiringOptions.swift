// SPDX-License-Identifier: Apache-2.0
import Recordings
import StrictJSON
import Commissioning
import ArgumentParser
import Metering

/// How the installation is wired: a name of the manual's with a rotation, or a file.
struct WiringOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How the installation is wired: \(WiringArgument.names), or a wiring file (default: the scenario's; star for an \
      input).
      """, valueName: "name|file"))
  var wiring: String?

  @Option(
    help: ArgumentHelp(
      "The order of the lines in a named wiring: right is L1 L2 L3, left is L2 L1 L3 (default: right).",
      valueName: "right|left"))
  var rotation: Rotation?

  func validate() throws {
    _ = try argument
    if rotation != nil, case .file(let path) = try argument {
      throw ValidationError("--rotation goes with a named wiring; \(path) has its own.")
    }
  }

  /// The value of `--wiring`; nil without it.
  var argument: WiringArgument? {
    get throws {
      try wiring.map { text throws(ValidationError) in
        guard let argument = WiringArgument(text) else {
          throw ValidationError("--wiring: expected \(WiringArgument.expected), found \"\(text)\".")
        }
        return argument
      }
    }
  }

  /// The map of an input: the one asked for, or the input's own as far as it has channels.
  ///
  /// - Throws: `data` where the input has too few channels; what reading a wiring file throws.
  func map(for opened: InputOptions.Opened) throws -> WiringMap {
    let found = opened.source.channelCount
    var map = try map(default: opened.wiring ?? .star)
    if wiring == nil {
      for unread in Input.allCases where unread.index + 1 >= found && map.inputs[unread] != nil {
        let line = map.inputs[unread]!.line.name
        complain("\(opened.name) has no I\(unread.index + 1): \(line) is not measured")
        map.inputs[unread] = nil
      }
    }
    guard map.channelCount <= found else {
      let needed = ["V", "I1", "I2", "I3"].prefix(map.channelCount).joined(separator: ", ")
      throw InputError(
        .data, file: opened.name,
        "expected \(map.channelCount) channels (\(needed)) for --wiring \(wiring ?? ""), found \(found)")
    }
    return map
  }

  /// Refuses a net with a neutral whose voltage is measured between two lines: power would be sqrt(3) times too large.
  ///
  /// - Throws: `data` for such a net.
  func checkMeasuredPower(of map: WiringMap, named name: String) throws(InputError) {
    guard map.hasNeutral && map.isSupplyBetweenLines else { return }
    throw InputError(
      .data, file: wiring ?? name,
      "expected a line and the neutral at terminals L and N for --power-model measured, found two lines")
  }

  /// The map asked for, or that of a kind where there is no `--wiring`.
  ///
  /// - Throws: What reading a wiring file throws.
  func map(default kind: WiringMap.Kind) throws -> WiringMap {
    try (argument ?? .kind(kind)).map(rotation: rotation)
  }
}

/// A wiring on the command line: the name of a kind, or the path of a file, which has a slash or ends in `.json`.
enum WiringArgument {
  case kind(WiringMap.Kind)
  case file(String)

  /// The kinds' names.
  static var names: String { WiringMap.Kind.allCases.map(\.rawValue).joined(separator: ", ") }

  /// The wirings that may be named, in words.
  static var expected: String { "\(names) or a wiring file (a path with / or .json)" }

  /// Nil for a text that is neither.
  init?(_ text: String) {
    if let kind = WiringMap.Kind(rawValue: text) {
      self = .kind(kind)
    } else if text.contains("/") || text.hasSuffix(".json") {
      self = .file(text)
    } else {
      return nil
    }
  }

  /// The map; `rotation` is that of a kind.
  ///
  /// - Throws: What reading a wiring file throws.
  func map(rotation: Rotation?) throws(InputError) -> WiringMap {
    switch self {
    case .kind(let kind): WiringMap(kind, rotation: rotation ?? .clockwise)
    case .file(let path): try WiringFile.load(path).map
    }
  }
}
