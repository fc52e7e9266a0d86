// SPDX-License-Identifier: Apache-2.0
import StrictJSON
public import Metering

extension Scenario.Frequency: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case hertz, course
  }

  /// Decodes a number of Hz, or an object.
  public init(from decoder: any Decoder) throws {
    self.init()
    if let number = try? decoder.singleValueContainer().decode(Double.self) {
      hertz = number
      return
    }
    let object = try StrictObject(decoder, of: Key.self, expected: "a number or an object")
    hertz = try object.number(.hertz, default: hertz)
    course = try object.list(.course)
  }

  /// Encodes a number of Hz where there is no course.
  public func encode(to encoder: any Encoder) throws {
    guard !course.isEmpty else {
      var single = encoder.singleValueContainer()
      return try single.encode(hertz)
    }
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(hertz, forKey: .hertz)
    try object.encode(course, forKey: .course)
  }
}

extension Scenario.Voltage: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case rms, phase, harmonics, course
  }

  /// Decodes an object; every key has a default.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    self.init()
    rms = try object.number(.rms, default: rms)
    phase = try object.number(.phase, default: phase)
    harmonics = try object.list(.harmonics)
    course = try object.list(.course)
  }

  /// Encodes every property.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(rms, forKey: .rms)
    try object.encode(phase, forKey: .phase)
    try object.encode(harmonics, forKey: .harmonics)
    try object.encode(course, forKey: .course)
  }
}

extension Scenario.Harmonic: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case order, percent, phase
  }

  /// Decodes an object with at least `order` and `percent`.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    self.init(
      order: try object.integer(.order), percent: try object.number(.percent),
      phase: try object.number(.phase, default: 0))
  }

  /// Encodes every property.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(order, forKey: .order)
    try object.encode(percent, forKey: .percent)
    try object.encode(phase, forKey: .phase)
  }
}

extension Scenario.Change: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case time, factor, ramp
  }

  /// Decodes an object with at least `time` and `factor`.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    self.init(
      time: try object.number(.time), factor: try object.number(.factor),
      ramp: try object.number(.ramp, default: 0))
  }

  /// Encodes every property.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(time, forKey: .time)
    try object.encode(factor, forKey: .factor)
    try object.encode(ramp, forKey: .ramp)
  }
}

extension Scenario.Load: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case line, current, phase, harmonics, course, switching
  }

  /// Decodes an object with at least `line` and `current`.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    self.init(
      try object.choice(.line), current: try object.number(.current),
      phase: try object.number(.phase, default: 0), harmonics: try object.list(.harmonics),
      course: try object.list(.course), switching: try object.object(.switching, default: nil))
  }

  /// Encodes every property; `switching` where there is one.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(line.rawValue, forKey: .line)
    try object.encode(current, forKey: .current)
    try object.encode(phase, forKey: .phase)
    try object.encode(harmonics, forKey: .harmonics)
    try object.encode(course, forKey: .course)
    try object.encodeIfPresent(switching, forKey: .switching)
  }
}

extension Scenario.Switching: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case period, duty, start
  }

  /// Decodes an object with at least `period`.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    self.init(
      period: try object.number(.period), duty: try object.number(.duty, default: 0.5),
      start: try object.number(.start, default: 0))
  }

  /// Encodes every property.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(period, forKey: .period)
    try object.encode(duty, forKey: .duty)
    try object.encode(start, forKey: .start)
  }
}

extension Scenario.Supply: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case neutral = "N"
    case line = "L"
  }

  /// Decodes an object with both terminals, `N` and `L`.
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder, of: Key.self)
    self.init(neutral: try object.choice(.neutral), line: try object.choice(.line))
  }

  /// Encodes both terminals.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(neutral.rawValue, forKey: .neutral)
    try object.encode(line.rawValue, forKey: .line)
  }
}
