// SPDX-License-Identifier: Apache-2.0

/// An accuracy class of a current transformer for measuring, IEC 61869-2:2012, 5.6.201.
public enum AccuracyClass: Double, Sendable, CaseIterable, Comparable {
  /// Class 0.1.
  case class01 = 0.1
  /// Class 0.2.
  case class02 = 0.2
  /// Class 0.5.
  case class05 = 0.5
  /// Class 1.
  case class1 = 1
  /// Class 3.
  case class3 = 3

  /// The largest errors at one current.
  public struct Limit: Sendable, Equatable {
    /// The ratio of the current to the rated one.
    public var load: Double
    /// Ratio error either way, percent.
    public var ratio: Double
    /// Phase displacement either way, minutes of arc; nil for no limit.
    public var minutes: Double?
  }

  /// The limits at 5, 20, 100 and 120 % of the rated current (table 201); class 3 has them at 50 and 120 % (table 203).
  public var limits: [Limit] {
    switch self {
    case .class01: Self.limits([0.4, 0.2, 0.1, 0.1], [15, 8, 5, 5])
    case .class02: Self.limits([0.75, 0.35, 0.2, 0.2], [30, 15, 10, 10])
    case .class05: Self.limits([1.5, 0.75, 0.5, 0.5], [90, 45, 30, 30])
    case .class1: Self.limits([3, 1.5, 1, 1], [180, 90, 60, 60])
    case .class3: [Limit(load: 0.5, ratio: 3), Limit(load: 1.2, ratio: 3)]
    }
  }

  /// The limit at a current, linear between those listed; nil outside them.
  ///
  /// - Parameter load: The current over the rated one.
  public func limit(at load: Double) -> Limit? {
    for (low, high) in zip(limits, limits.dropFirst()) where (low.load...high.load).contains(load) {
      let fraction = (load - low.load) / (high.load - low.load)
      var minutes: Double?
      if let from = low.minutes, let to = high.minutes { minutes = from + (to - from) * fraction }
      return Limit(load: load, ratio: low.ratio + (high.ratio - low.ratio) * fraction, minutes: minutes)
    }
    return nil
  }

  /// Whether one class is the more accurate.
  public static func < (a: AccuracyClass, b: AccuracyClass) -> Bool { a.rawValue < b.rawValue }

  private static func limits(_ ratios: [Double], _ minutes: [Double]) -> [Limit] {
    zip([0.05, 0.2, 1, 1.2], zip(ratios, minutes)).map { Limit(load: $0, ratio: $1.0, minutes: $1.1) }
  }
}
