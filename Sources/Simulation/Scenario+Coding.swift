// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering

extension Scenario: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case rate, bits, seed, wiring, rotation, frequency, voltage, noise, offset, delays, loads, clamps, supply
  }

  /// Decodes types and keys strictly; ranges are for `SimulatedSource` and `init(json:file:)` to check.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    self.init(wiring: try object.choice(.wiring, default: .star))
    rate = try object.number(.rate, default: rate)
    bits = try object.integer(.bits, default: bits)
    seed = try object.integer(.seed, default: seed)
    rotation = try object.choice(.rotation, default: rotation)
    frequency = try object.object(.frequency, default: frequency)
    voltage = try object.object(.voltage, default: voltage)
    noise = try object.number(.noise, default: noise)
    offset = try object.object(.offset, default: ChannelEntry(value: offset)).value
    delays = try object.object(.delays, default: ChannelEntry(value: delays)).value
    loads = try object.list(.loads)
    supply = try object.object(.supply, default: supply)
    let entries: [ClampEntry] = try object.list(.clamps)
    for (index, entry) in entries.enumerated() {
      let path = object.path(.clamps) + [PathKey(intValue: index)]
      if entries[..<index].contains(where: { $0.input == entry.input }) {
        throw DecodingError.at(
          path + [PathKey(stringValue: "input")], "input \(entry.input.rawValue) is given twice")
      }
      guard entry.isMissing || entry.line != nil || clamps[entry.input] != nil else {
        throw DecodingError.at(
          path, "expected a line, as \(wiring.rawValue) has no clamp at input \(entry.input.rawValue)")
      }
      clamps[entry.input] = entry.applied(to: clamps[entry.input])
      clampErrors[entry.input] = entry.error
    }
  }

  /// Encodes every property; of the clamps those that differ from the wiring's or err.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(rate, forKey: .rate)
    try object.encode(bits, forKey: .bits)
    try object.encode(seed, forKey: .seed)
    try object.encode(wiring.rawValue, forKey: .wiring)
    try object.encode(rotation.rawValue, forKey: .rotation)
    try object.encode(frequency, forKey: .frequency)
    try object.encode(voltage, forKey: .voltage)
    try object.encode(noise, forKey: .noise)
    try object.encode(ChannelEntry(value: offset), forKey: .offset)
    try object.encode(ChannelEntry(value: delays), forKey: .delays)
    try object.encode(loads, forKey: .loads)
    let moved = Input.allCases.filter { clamps[$0] != wiring.map.inputs[$0] || clampErrors[$0] != nil }
    try object.encode(moved.map { ClampEntry($0, clamps[$0], clampErrors[$0]) }, forKey: .clamps)
    try object.encode(supply, forKey: .supply)
  }
}

/// A figure of each channel in a file: one number for all channels, or four.
private struct ChannelEntry: Codable {
  var value: PerChannel<Double>

  init(value: PerChannel<Double>) {
    self.value = value
  }

  init(from decoder: any Decoder) throws {
    if let same = try? decoder.singleValueContainer().decode(Double.self) {
      value = .init(repeating: same)
      return
    }
    guard let each = try? decoder.singleValueContainer().decode([Double].self), each.count == 4 else {
      let found = (try? decoder.unkeyedContainer().count).flatMap { $0 }.map { "an array of \($0)" }
      throw DecodingError.at(
        decoder.codingPath, "expected a number or an array of 4 numbers, found \(found ?? decoder.found)")
    }
    value = .init(voltage: each[0], inputs: .init(each[1], each[2], each[3]))
  }

  func encode(to encoder: any Encoder) throws {
    var single = encoder.singleValueContainer()
    let inputs = Input.allCases.map { value.inputs[$0] }
    if inputs.allSatisfy({ $0 == value.voltage }) {
      try single.encode(value.voltage)
    } else {
      try single.encode([value.voltage] + inputs)
    }
  }
}

/// A clamp in a file: what differs from the wiring map.
private struct ClampEntry: Codable {
  private enum Key: String, CodingKey, CaseIterable {
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

  init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    input = try object.input(.input)
    isMissing = object.isNull(.line)
    line = object.has(.line) ? try object.line(.line) : nil
    isReversed = object.has(.reversed) ? try object.flag(.reversed, default: false) : nil
    error = try object.object(.error, default: nil)
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(Int(input.rawValue), forKey: .input)
    try object.encode(line.map { "\($0.name)" }, forKey: .line)
    try object.encodeIfPresent(isReversed, forKey: .reversed)
    try object.encodeIfPresent(error, forKey: .error)
  }

  /// The clamp that is installed where the wiring wants `planned`.
  func applied(to planned: WiringMap.Assignment?) -> WiringMap.Assignment? {
    guard !isMissing, let line = line ?? planned?.line else { return nil }
    let polarity = isReversed.map { $0 ? WiringMap.Polarity.reversed : .normal }
    return .init(line, polarity ?? planned?.polarity ?? .normal)
  }
}
