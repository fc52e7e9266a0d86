// SPDX-License-Identifier: Apache-2.0
package import StrictJSON

extension Scenario.Interharmonic: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case hertz, percent, phase
  }

  /// Reads an object with at least `hertz` and `percent`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(
      hertz: try object.number(.hertz), percent: try object.number(.percent),
      phase: try object.number(.phase, default: 0))
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(["hertz": .number(hertz), "percent": .number(percent), "phase": .number(phase)], .spaced)
  }
}

extension Scenario.PhaseJump: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case time, degrees
  }

  /// Reads an object with `time` and `degrees`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(time: try object.number(.time), degrees: try object.number(.degrees))
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(["time": .number(time), "degrees": .number(degrees)], .spaced)
  }
}

extension Scenario.Fluctuation: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case percent, interval
  }

  /// Reads an object with at least `percent`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(
      percent: try object.number(.percent), interval: try object.number(.interval, default: Self.period))
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(["percent": .number(percent), "interval": .number(interval)], .spaced)
  }
}

extension Scenario.Midpoint: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case settling, timeConstant, course
  }

  /// Reads an object; every key has a default.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init()
    settling = try object.number(.settling, default: settling)
    timeConstant = try object.number(.timeConstant, default: timeConstant)
    course = try object.list(.course)
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(
      [
        "settling": .number(settling), "timeConstant": .number(timeConstant),
        "course": .list(course.map(\.jsonValue), .spaced),
      ], .spaced)
  }
}

extension Scenario.Shift: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case time, codes, ramp
  }

  /// Reads an object with at least `time` and `codes`.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init(
      time: try object.number(.time), codes: try object.number(.codes),
      ramp: try object.number(.ramp, default: 0))
  }

  /// Every property.
  var jsonValue: JSONValue {
    .object(["time": .number(time), "codes": .number(codes), "ramp": .number(ramp)], .spaced)
  }
}
