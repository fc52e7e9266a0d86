// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Metering
import Recordings

extension Scenario {
  /// Checks every value against its range and against the others.
  ///
  /// - Parameter file: What to call the scenario in an error.
  /// - Throws: The first key that is wrong, as `loads[2].harmonics[0].order`.
  func validate(file: String) throws(InputError) {
    let check = RangeCheck(file: file)
    try check.number(rate, in: SamplingRate.supported, "rate")
    try check.number(Double(bits), in: 12...16, "bits")
    try check.number(noise, in: 0...1000, "noise")
    try check.number(pinkNoise, in: 0...1000, "pinkNoise")
    if let midpoint { try validate(midpoint, check) }
    for value in [offset.voltage] + Input.allCases.map({ offset.inputs[$0] }) {
      try check.number(value, in: -32768...32767, "offset")
    }
    for value in [delays.voltage] + Input.allCases.map({ delays.inputs[$0] }) {
      try check.number(value, in: -1000...1000, "delays")
    }
    for value in [sensitivity.voltage] + Input.allCases.map({ sensitivity.inputs[$0] }) {
      try check.require((1e-4...1e4).contains(abs(value)), "sensitivity") {
        "expected a magnitude of 0.0001...10000, found \(value.plain)"
      }
    }
    try check.number(frequency.hertz, in: 40...70, frequency.course.isEmpty ? "frequency" : "frequency.hertz")
    try check.course(
      frequency.course, in: (40 / frequency.hertz)...(70 / frequency.hertz), "frequency.course")
    try check.number(voltage.rms, in: 0...1000, "voltage.rms")
    try check.number(voltage.phase, in: -360...360, "voltage.phase")
    try check.course(voltage.course, in: 0...2, "voltage.course")
    try validate(voltage.harmonics, isBetweenLines: wiring.isDelta, "voltage.harmonics", check)
    try validate(voltage.interharmonics, "voltage.interharmonics", check)
    try validate(voltage.jumps, check)
    for (index, load) in loads.enumerated() {
      try validate(load, "loads[\(index)]", check)
    }
    try validateConnections(check)
  }

  private func validate(_ load: Load, _ path: String, _ check: RangeCheck) throws(InputError) {
    let connections = wiring.connections
    try check.require(connections.contains(load.line), "\(path).line") {
      let names = connections.map(\.rawValue).joined(separator: ", ")
      return "expected one of \(names) in a \(wiring.rawValue) net, found \(load.line.rawValue)"
    }
    try check.number(load.current, in: 0...1000, "\(path).current")
    try check.number(load.phase, in: -360...360, "\(path).phase")
    try check.course(load.course, in: -10...10, "\(path).course")
    let isBalancedDelta = wiring.isDelta && load.line == .all
    try validate(load.harmonics, isBetweenLines: isBalancedDelta, "\(path).harmonics", check)
    try validate(load.interharmonics, "\(path).interharmonics", check)
    if let fluctuation = load.fluctuation {
      try check.number(fluctuation.percent, in: 0...100, "\(path).fluctuation.percent")
      try check.number(fluctuation.interval, in: 0.001...1e6, "\(path).fluctuation.interval")
    }
    if let switching = load.switching {
      try check.number(switching.period, in: 0.001...1e6, "\(path).switching.period")
      try check.number(switching.duty, in: 0...1, "\(path).switching.duty")
      try check.number(switching.start, in: 0...1e9, "\(path).switching.start")
    }
  }

  private func validate(
    _ harmonics: [Harmonic], isBetweenLines: Bool, _ path: String, _ check: RangeCheck
  ) throws(InputError) {
    let highest = frequency.hertz * (frequency.course.map(\.factor) + [1]).reduce(0, max)
    for (index, harmonic) in harmonics.enumerated() {
      let path = "\(path)[\(index)]"
      let order = harmonic.order
      try check.number(Double(order), in: 2...50, "\(path).order")
      try check.require(!harmonics[..<index].contains { $0.order == order }, "\(path).order") {
        "order \(order) is given twice"
      }
      try check.require(Double(order) * highest < rate / 2, "\(path).order") {
        "expected less than half the rate, \((rate / 2).plain) Hz, "
          + "found order \(order) of \(highest.plain) Hz"
      }
      try check.require(!isBetweenLines || order % 3 != 0, "\(path).order") {
        "expected no multiple of 3, which cancels out in a balanced net without neutral, found \(order)"
      }
      try check.number(harmonic.percent, in: 0...1000, "\(path).percent")
      try check.number(harmonic.phase, in: -360...360, "\(path).phase")
    }
  }

  private func validate(
    _ tones: [Interharmonic], _ path: String, _ check: RangeCheck
  ) throws(InputError) {
    for (index, tone) in tones.enumerated() {
      let path = "\(path)[\(index)]"
      try check.number(tone.hertz, in: 0.1...1e6, "\(path).hertz")
      try check.require(tone.hertz < rate / 2, "\(path).hertz") {
        "expected less than half the rate, \((rate / 2).plain) Hz, found \(tone.hertz.plain) Hz"
      }
      try check.number(tone.percent, in: 0...1000, "\(path).percent")
      try check.number(tone.phase, in: -360...360, "\(path).phase")
    }
  }

  private func validate(_ jumps: [PhaseJump], _ check: RangeCheck) throws(InputError) {
    var earliest = 0.0
    for (index, jump) in jumps.enumerated() {
      let path = "voltage.jumps[\(index)]"
      try check.number(jump.time, in: 0...1e9, "\(path).time")
      try check.require(jump.time >= earliest, "\(path).time") {
        "expected \(earliest.plain) or above, where the jump before is, found \(jump.time.plain)"
      }
      try check.number(jump.degrees, in: -360...360, "\(path).degrees")
      earliest = jump.time
    }
  }

  private func validate(_ midpoint: Midpoint, _ check: RangeCheck) throws(InputError) {
    try check.number(midpoint.settling, in: -32768...32767, "midpoint.settling")
    try check.number(midpoint.timeConstant, in: 0.001...1e6, "midpoint.timeConstant")
    var earliest = 0.0
    for (index, shift) in midpoint.course.enumerated() {
      let path = "midpoint.course[\(index)]"
      try check.number(shift.time, in: 0...1e9, "\(path).time")
      try check.require(shift.time >= earliest, "\(path).time") {
        "expected \(earliest.plain) or above, where the change before ends, found \(shift.time.plain)"
      }
      try check.number(shift.codes, in: -32768...32767, "\(path).codes")
      try check.number(shift.ramp, in: 0...1e9, "\(path).ramp")
      earliest = shift.time + shift.ramp
    }
  }

  private func validate(_ error: ClampError, of input: Input, _ check: RangeCheck) throws(InputError) {
    let path = "clamps: input \(input.rawValue): error"
    try check.number(error.lowRatio, in: -50...50, "\(path).lowRatio")
    try check.number(error.ratio, in: -50...50, "\(path).ratio")
    try check.number(error.lowLead, in: -30...30, "\(path).lowLead")
    try check.number(error.lead, in: -30...30, "\(path).lead")
    try check.number(error.middle, in: 0.001...1000, "\(path).middle")
    try check.number(error.burden, in: -50...50, "\(path).burden")
    if let saturation = error.saturation {
      try check.number(saturation, in: 1...10000, "\(path).saturation")
    }
  }

  private func validateConnections(_ check: RangeCheck) throws(InputError) {
    let names = wiring.conductors.map(\.rawValue).joined(separator: ", ")
    for input in Input.allCases {
      if let error = clampErrors[input] { try validate(error, of: input, check) }
      guard let line = clamps[input]?.line else { continue }
      try check.require(wiring.lines.contains(line), "clamps") {
        "a \(wiring.rawValue) net has no line \(line.name) for the clamp of input \(input.rawValue)"
      }
    }
    for (key, conductor) in [("N", supply.neutral), ("L", supply.line)] {
      try check.require(wiring.conductors.contains(conductor), "supply.\(key)") {
        "expected one of \(names) in a \(wiring.rawValue) net, found \(conductor.rawValue)"
      }
    }
    try check.require(supply.neutral != supply.line, "supply") {
      "expected different conductors at N and L, found \(supply.line.rawValue) at both"
    }
  }
}

extension RangeCheck {
  /// Checks a course of changes: ascending times, and factors within a range.
  fileprivate func course(
    _ course: [Scenario.Change], in range: ClosedRange<Double>, _ path: String
  ) throws(InputError) {
    var earliest = 0.0
    for (index, change) in course.enumerated() {
      let path = "\(path)[\(index)]"
      try number(change.time, in: 0...1e9, "\(path).time")
      try require(change.time >= earliest, "\(path).time") {
        "expected \(earliest.plain) or above, where the change before ends, found \(change.time.plain)"
      }
      try number(change.factor, in: range, "\(path).factor")
      try number(change.ramp, in: 0...1e9, "\(path).ramp")
      earliest = change.time + change.ramp
    }
  }
}
