// SPDX-License-Identifier: Apache-2.0
package import StrictJSON
public import Metering

extension Scenario.Frequency: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case hertz, course
  }

  /// Reads a number of Hz, or an object.
  package init(reading value: StrictValue) throws(InputError) {
    self.init()
    if let number = try? value.number() {
      hertz = number
      return
    }
    let object = try StrictObject(value, of: Key.self, expected: "a number or an object")
    hertz = try object.number(.hertz, default: hertz)
    course = try object.list(.course)
  }

  /// A number of Hz where there is no course.
  var jsonValue: JSONValue {
    guard !course.isEmpty else { return .number(hertz) }
    return .object(["hertz": .number(hertz), "course": .list(course.map(\.jsonValue), .spaced)], .spaced)
  }
}

extension Scenario.Voltage: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case rms, phase, harmonics, interharmonics, jumps, course
  }

  /// Reads an object; every key has a default.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init()
    rms = try object.number(.rms, default: rms)
    phase = try object.number(.phase, default: phase)
    harmonics = try object.list(.harmonics)
    interharmonics = try object.list(.interharmonics)
    jumps = try object.list(.jumps)
    course = try object.list(.course)
  }

  /// Every property; `interharmonics` and `jumps` where there are any.
  var jsonValue: JSONValue {
    var members = [
      JSONValue.Member("rms", .number(rms)), .init("phase", .number(phase)),
      .init("harmonics", .list(harmonics.map(\.jsonValue), .spaced)),
    ]
    if !interharmonics.isEmpty {
      members.append(.init("interharmonics", .list(interharmonics.map(\.jsonValue), .spaced)))
    }
    if !jumps.isEmpty { members.append(.init("jumps", .list(jumps.map(\.jsonValue), .spaced))) }
    members.append(.init("course", .list(course.map(\.jsonValue), .spaced)))
    return .members(members, .spaced)
  }
}

extension Scenario.Harmonic: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case order, percent, phase
  }

  /// Reads an object with at least `order` and `percent`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(
      order: try object.integer(.order), percent: try object.number(.percent),
      phase: try object.number(.phase, default: 0))
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(
      ["order": .integer(order), "percent": .number(percent), "phase": .number(phase)], .spaced)
  }
}

extension Scenario.Change: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case time, factor, ramp
  }

  /// Reads an object with at least `time` and `factor`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(
      time: try object.number(.time), factor: try object.number(.factor),
      ramp: try object.number(.ramp, default: 0))
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(["time": .number(time), "factor": .number(factor), "ramp": .number(ramp)], .spaced)
  }
}

extension Scenario.Load: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case line, current, phase, harmonics, interharmonics, course, switching, fluctuation
  }

  /// Reads an object with at least `line` and `current`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(
      try object.choice(.line), current: try object.number(.current),
      phase: try object.number(.phase, default: 0), harmonics: try object.list(.harmonics),
      interharmonics: try object.list(.interharmonics), course: try object.list(.course),
      switching: try object.optional(.switching), fluctuation: try object.optional(.fluctuation))
  }

  /// Every property; `interharmonics`, `switching` and `fluctuation` where there are any.
  var jsonValue: JSONValue {
    var members = [
      JSONValue.Member("line", .text(line.rawValue)), .init("current", .number(current)),
      .init("phase", .number(phase)), .init("harmonics", .list(harmonics.map(\.jsonValue), .spaced)),
    ]
    if !interharmonics.isEmpty {
      members.append(.init("interharmonics", .list(interharmonics.map(\.jsonValue), .spaced)))
    }
    members.append(.init("course", .list(course.map(\.jsonValue), .spaced)))
    if let switching { members.append(.init("switching", switching.jsonValue)) }
    if let fluctuation { members.append(.init("fluctuation", fluctuation.jsonValue)) }
    return .members(members, .spaced)
  }
}

extension Scenario.Switching: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case period, duty, start
  }

  /// Reads an object with at least `period`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(
      period: try object.number(.period), duty: try object.number(.duty, default: 0.5),
      start: try object.number(.start, default: 0))
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(["period": .number(period), "duty": .number(duty), "start": .number(start)], .spaced)
  }
}

extension Supply: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case neutral = "N"
    case line = "L"
  }

  /// Reads an object with both terminals, `N` and `L`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(neutral: try object.choice(.neutral), line: try object.choice(.line))
  }

  /// Both terminals.
  package var jsonValue: JSONValue {
    .object(["N": .text(neutral.rawValue), "L": .text(line.rawValue)], .spaced)
  }
}
