// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
import Metering

extension Scenario: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case rate, bits, seed, wiring, rotation, frequency, voltage, noise, pinkNoise, offset, midpoint, delays,
      loads
    case clamps, sensitivity, supply
  }

  /// Reads types and keys strictly; ranges are for `SimulatedSource` and `init(json:file:)` to check.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(wiring: try object.choice(.wiring, default: .star))
    rate = try object.number(.rate, default: rate)
    bits = try object.integer(.bits, default: bits)
    seed = try object.integer(.seed, default: seed)
    rotation = try object.choice(.rotation, default: rotation)
    frequency = try object.object(.frequency, default: frequency)
    voltage = try object.object(.voltage, default: voltage)
    noise = try object.number(.noise, default: noise)
    pinkNoise = try object.number(.pinkNoise, default: pinkNoise)
    offset = try object.object(.offset, default: ChannelEntry(value: offset)).value
    midpoint = try object.optional(.midpoint)
    delays = try object.object(.delays, default: ChannelEntry(value: delays)).value
    loads = try object.list(.loads)
    sensitivity = try object.object(.sensitivity, default: ChannelEntry(value: sensitivity)).value
    supply = try object.object(.supply, default: supply)
    var known: Set<UInt8> = []
    for item in try object.items(.clamps) {
      let entry = try ClampEntry(reading: item)
      guard known.insert(entry.input.rawValue).inserted else {
        throw try ClampEntry.refused(item, "input \(entry.input.rawValue) is given twice")
      }
      guard entry.isMissing || entry.line != nil || clamps[entry.input] != nil else {
        throw item.refused(
          "expected a line, as \(wiring.rawValue) has no clamp at input \(entry.input.rawValue)")
      }
      clamps[entry.input] = entry.applied(to: clamps[entry.input])
      clampErrors[entry.input] = entry.error
    }
  }
}

extension Scenario {
  /// The scenario as a file has it: every property, but 1/f noise, midpoints and sensitivities only where there are any. Of the
  /// clamps it has those that differ from the wiring's or err.
  ///
  /// Numbers read back as the same.
  public var json: String {
    let moved = Input.allCases.filter { clamps[$0] != wiring.map.inputs[$0] || clampErrors[$0] != nil }
    var members = [
      JSONValue.Member("rate", .number(rate)), .init("bits", .integer(bits)), .init("seed", .integer(seed)),
      .init("wiring", .text(wiring.rawValue)), .init("rotation", .text(rotation.rawValue)),
      .init("frequency", frequency.jsonValue), .init("voltage", voltage.jsonValue),
      .init("noise", .number(noise)),
    ]
    if pinkNoise != 0 { members.append(.init("pinkNoise", .number(pinkNoise))) }
    members.append(.init("offset", ChannelEntry(value: offset).jsonValue))
    if let midpoint { members.append(.init("midpoint", midpoint.jsonValue)) }
    members += [
      .init("delays", ChannelEntry(value: delays).jsonValue),
      .init("loads", .list(loads.map(\.jsonValue), .indented)),
      .init("clamps", .list(moved.map { ClampEntry($0, clamps[$0], clampErrors[$0]).jsonValue }, .indented)),
    ]
    if sensitivity != .init(repeating: 1) {
      members.append(.init("sensitivity", ChannelEntry(value: sensitivity).jsonValue))
    }
    members.append(.init("supply", supply.jsonValue))
    return JSONValue.members(members, .indented).json() + "\n"
  }
}

/// A figure of each channel in a file: one number for all channels, or four.
private struct ChannelEntry: StrictlyReadable {
  var value: PerChannel<Double>

  init(value: PerChannel<Double>) {
    self.value = value
  }

  init(reading value: StrictValue) throws(InputError) {
    let expected = "a number or an array of 4 numbers"
    guard value.isList else {
      self.value = .init(repeating: try value.number(expected: expected))
      return
    }
    let each = try value.list().map { item throws(InputError) in try item.number() }
    guard each.count == 4 else {
      throw value.refused("expected \(expected), found an array of \(each.count)")
    }
    self.value = .init(voltage: each[0], inputs: .init(each[1], each[2], each[3]))
  }

  var jsonValue: JSONValue {
    let inputs = Input.allCases.map { value.inputs[$0] }
    let areSame = inputs.allSatisfy { $0 == value.voltage }
    return areSame ? .number(value.voltage) : .list(([value.voltage] + inputs).map { .number($0) }, .spaced)
  }
}

/// A clamp in a file: its differences from the wiring map.
private struct ClampEntry: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case input, line, reversed, error
  }

  var input: Input
  var isMissing: Bool
  var line: Line?
  var isReversed: Bool?
  var error: Scenario.ClampError?

  init(_ input: Input, _ clamp: WiringMap.Assignment?, _ error: Scenario.ClampError?) {
    self.input = input
    self.error = error
    isMissing = clamp == nil
    line = clamp?.line
    isReversed = clamp.map { $0.polarity == .reversed }
  }

  init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    input = try object.choice(.input, among: Input.allCases) { .integer($0.rawValue) }
    isMissing = object.isNull(.line)
    if object.has(.line) {
      line = try object.choice(.line, among: Line.allCases) { .text("\($0.name)") } as Line
    }
    isReversed = object.has(.reversed) ? try object.flag(.reversed, default: false) : nil
    error = try object.optional(.error)
  }

  /// The error that something is wrong with an entry's input.
  static func refused(_ value: StrictValue, _ problem: String) throws(InputError) -> InputError {
    try StrictObject(value, of: Key.self).refused(.input, problem)
  }

  var jsonValue: JSONValue {
    var members = [
      JSONValue.Member("input", .integer(input.rawValue)),
      JSONValue.Member("line", .optional(line.map { "\($0.name)" })),
    ]
    if let isReversed { members.append(.init("reversed", .flag(isReversed))) }
    if let error { members.append(.init("error", error.jsonValue)) }
    return .members(members, .spaced)
  }

  /// The clamp that is installed where the wiring wants `planned`.
  func applied(to planned: WiringMap.Assignment?) -> WiringMap.Assignment? {
    guard !isMissing, let line = line ?? planned?.line else { return nil }
    let polarity = isReversed.map { $0 ? WiringMap.Polarity.reversed : .normal }
    return .init(line, polarity ?? planned?.polarity ?? .normal)
  }
}
