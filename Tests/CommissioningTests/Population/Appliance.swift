// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import _TestSupport

/// What draws current in a household, or feeds it in.
struct Appliance {
  /// Where it is connected.
  enum Place {
    case line(Line)
    case between(Line, Line)
    case allLines
  }

  /// Where it is connected.
  var place: Place
  /// Its current in each line it is connected to, A RMS.
  var current: Double
  /// By how much it lags behind its voltage, degrees; 180 for a generator.
  var lag: Double
  /// The changes of its current over time: from a second on, so much of it flows.
  var course: [(time: Double, factor: Double)]

  /// The share of its current that flows at a time, s.
  func factor(at time: Double) -> Double { course.last { $0.time <= time }?.factor ?? 0 }
}

extension Appliance {
  /// The classes of what is in households; their numbers are those of data sheets and of surveys of consumption, not of what
  /// the diagnosis expects.
  enum Kind: CaseIterable {
    /// Filters and supplies that wait: 0.03...0.5 A, nearly a quarter turn ahead.
    case standby
    /// Television, computer, router: with power factor correction, or with rectifiers of a displacement factor of 0.94 and more.
    case electronics
    /// LED lamps.
    case lamps
    /// Compressors of refrigerators, which run a third of the time.
    case refrigerator
    /// Circulation pumps and fans.
    case pump
    /// Kettle, hob, oven, iron, boiler: thermostats switch them.
    case heater
    /// Vacuum cleaners, drills, washing machines' motors.
    case universalMotor
    /// Motors without a load: saws, compressors, presses.
    case idleMotor
    case heatPump, charger, solar
  }

  /// One of a kind.
  ///
  /// - Parameters:
  ///   - place: Where it is connected.
  ///   - seconds: How long it is watched.
  static func random(
    _ kind: Kind, at place: Place, over seconds: Double, using generator: inout SeededGenerator
  ) -> Appliance {
    func uniform(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    func logUniform(_ range: ClosedRange<Double>) -> Double {
      exp(uniform(log(range.lowerBound)...log(range.upperBound)))
    }
    /// On and off in turns, beginning anywhere in them.
    func cycling(on: ClosedRange<Double>, off: ClosedRange<Double>) -> [(time: Double, factor: Double)] {
      var (time, course) = (
        -uniform(0...(on.upperBound + off.upperBound)), [(time: Double, factor: Double)]()
      )
      while time < seconds {
        let (busy, idle) = (uniform(on), uniform(off))
        course += [(time, 1), (time + busy, 0)]
        time += busy + idle
      }
      return course
    }
    let always = [(time: -1.0, factor: 1.0)]
    switch kind {
    case .standby:
      return Appliance(place: place, current: logUniform(0.03...0.5), lag: -uniform(50...85), course: always)
    case .electronics:
      let isCorrected = Bool.random(using: &generator)
      return Appliance(
        place: place, current: logUniform(0.1...1.5), lag: isCorrected ? -uniform(0...10) : -uniform(3...20),
        course: always)
    case .lamps:
      return Appliance(place: place, current: logUniform(0.03...0.6), lag: -uniform(5...60), course: always)
    case .refrigerator:
      return Appliance(
        place: place, current: uniform(0.4...1), lag: uniform(30...60),
        course: cycling(on: 400...1200, off: 900...2400))
    case .pump:
      return Appliance(place: place, current: uniform(0.1...0.5), lag: uniform(0...65), course: always)
    case .heater:
      return Appliance(
        place: place, current: uniform(3...13), lag: uniform(-1...2),
        course: cycling(on: 20...240, off: 20...600))
    case .universalMotor:
      return Appliance(
        place: place, current: uniform(1.5...7), lag: uniform(5...30),
        course: cycling(on: 30...400, off: 60...900))
    case .idleMotor:
      return Appliance(
        place: place, current: uniform(1...4), lag: uniform(60...80),
        course: cycling(on: 60...600, off: 120...1200))
    case .heatPump:
      return Appliance(
        place: place, current: uniform(2...9), lag: uniform(-8...20),
        course: cycling(on: 600...3600, off: 300...2400))
    case .charger:
      return Appliance(
        place: place, current: [6, 10, 13, 16].randomElement(using: &generator)!, lag: uniform(-6...2),
        course: always)
    case .solar:
      // Clouds pass; the inverter follows within some seconds.
      var (time, course) = (-1.0, [(time: Double, factor: Double)]())
      var factor = uniform(0.1...1)
      while time < seconds {
        course.append((time, factor))
        factor = min(1, max(0.03, factor + uniform(-0.25...0.25)))
        time += uniform(5...120)
      }
      return Appliance(place: place, current: uniform(4...16), lag: 180 + uniform(-12...12), course: course)
    }
  }
}
