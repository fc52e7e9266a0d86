// SPDX-License-Identifier: Apache-2.0
package import StrictJSON

extension Scenario {
  /// The errors of a real clamp with its burden.
  ///
  /// A current transformer needs a part of the current to magnetise its core, the more so the smaller the current is:
  /// at I amperes an error is `high + (low - high) / (1 + sqrt(I / middle))`, I being the RMS of all that flows through
  /// the clamp. At order n the phase lead is n times smaller, as a magnetising inductance makes it.
  public struct ClampError: Sendable, Equatable {
    /// Ratio error at very small currents, percent, -50...50; negative where the clamp shows too little.
    public var lowRatio: Double
    /// Ratio error at very large currents, percent, -50...50.
    public var ratio: Double
    /// Phase lead at very small currents, degrees, -30...30.
    public var lowLead: Double
    /// Phase lead at very large currents, degrees, -30...30.
    public var lead: Double
    /// The RMS current at which the errors are halfway, A, 0.001...1000.
    public var middle: Double
    /// The peak current at which the core begins to saturate, A, 1...10000; nil for never.
    ///
    /// A current x above it comes out as knee + (x - knee) / (1 + (x - knee) / knee): at most twice the knee.
    public var saturation: Double?
    /// How much the burden is above its nominal value, percent, -50...50: a ratio error at all currents.
    public var burden: Double

    /// An error of these parts; none by default.
    public init(
      lowRatio: Double = 0, ratio: Double = 0, lowLead: Double = 0, lead: Double = 0, middle: Double = 4,
      saturation: Double? = nil, burden: Double = 0
    ) {
      self.lowRatio = lowRatio
      self.ratio = ratio
      self.lowLead = lowLead
      self.lead = lead
      self.middle = middle
      self.saturation = saturation
      self.burden = burden
    }

    /// The error of an 80 A clamp that meets a class and misses the next better one in ratio and in phase.
    ///
    /// Class 1 leads by 3 degrees at very small currents, 1.75 at 4 A and 0.96 at 80 A.
    public init(_ accuracy: AccuracyClass) {
      // Phase limits at the rated current: 5, 10, 30 and 60 minutes; class 3 has none.
      let degrees = (accuracy.limits.last?.minutes ?? 180) / 60
      self.init(
        lowRatio: -2.7 * accuracy.rawValue, ratio: -0.45 * accuracy.rawValue, lowLead: 3 * degrees,
        lead: 0.5 * degrees)
    }

    /// Ratio error at an RMS current, A, 0 or above, as a factor, burden included: 0.99 for -1 %.
    public func factor(at current: Double) -> Double {
      (1 + blend(lowRatio, ratio, current) / 100) * (1 + burden / 100)
    }

    /// Phase lead of the fundamental at an RMS current, A, 0 or above, degrees.
    public func lead(at current: Double) -> Double {
      blend(lowLead, lead, current)
    }

    private func blend(_ low: Double, _ high: Double, _ current: Double) -> Double {
      high + (low - high) / (1 + (current / middle).squareRoot())
    }
  }
}

extension Scenario.ClampError: StrictlyReadable {
  private enum Key: String, CaseIterable {
    case accuracyClass = "class"
    case lowRatio, ratio, lowLead, lead, middle, saturation, burden
  }

  /// Reads an object; keys that it lacks have the values of its `class`, or the defaults where it has none.
  package init(reading value: StrictValue) throws(InputError) {
    let object = try StrictObject(value, of: Key.self)
    self.init()
    if object.has(.accuracyClass) {
      let classes = AccuracyClass.allCases
      self.init(try object.choice(.accuracyClass, among: classes) { .number($0.rawValue) } as AccuracyClass)
    }
    lowRatio = try object.number(.lowRatio, default: lowRatio)
    ratio = try object.number(.ratio, default: ratio)
    lowLead = try object.number(.lowLead, default: lowLead)
    lead = try object.number(.lead, default: lead)
    middle = try object.number(.middle, default: middle)
    saturation = object.has(.saturation) ? try object.number(.saturation) : nil
    burden = try object.number(.burden, default: burden)
  }

  /// Every property; `saturation` where there is one.
  var jsonValue: JSONValue {
    var members = [
      JSONValue.Member("lowRatio", .number(lowRatio)), .init("ratio", .number(ratio)),
      .init("lowLead", .number(lowLead)), .init("lead", .number(lead)), .init("middle", .number(middle)),
    ]
    if let saturation { members.append(.init("saturation", .number(saturation))) }
    return .members(members + [.init("burden", .number(burden))], .spaced)
  }
}
