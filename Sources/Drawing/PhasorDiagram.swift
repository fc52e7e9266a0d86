// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Phasors against a reference: measured ones as arrows, expected ones as sectors.
///
/// The reference points to the right, and angles turn anticlockwise. An arrow's length grows with the square root of its
/// magnitude, so that a small one beside a large one still shows where it points.
public struct PhasorDiagram: Sendable {
  /// One measured phasor.
  public struct Arrow: Sendable, Equatable {
    /// Its name, short: it stands at the tip, and in brackets at the expected sector.
    public var label: String
    /// RMS value, A, at least 0; 0 for none, which is only listed.
    public var magnitude: Double
    /// Angle relative to the reference, degrees, any number of turns.
    public var degrees: Double
    /// Standard deviation of its parts, A; 0 for one that is exact.
    public var deviation: Double
    /// Where the angle is expected, degrees, less than a turn wide; nil for anywhere.
    public var expected: ClosedRange<Double>?

    /// An arrow of these parts.
    public init(
      label: String, magnitude: Double, degrees: Double, deviation: Double = 0,
      expected: ClosedRange<Double>? = nil
    ) {
      self.label = label
      self.magnitude = magnitude
      self.degrees = degrees
      self.deviation = deviation
      self.expected = expected
    }

    /// Whether there is something to draw.
    var isVisible: Bool { magnitude > 0 && magnitude.isFinite && degrees.isFinite }

    /// The angle in (-180, 180].
    var angle: Double {
      let angle = degrees.remainder(dividingBy: 360)
      return angle == -180 ? 180 : angle
    }

    /// Two standard deviations of the angle, degrees, up to 90: the margin that limits have.
    var margin: Double {
      guard isVisible, deviation > 0 else { return 0 }
      return min(90, atan2(2 * deviation, magnitude) * 180 / .pi)
    }

    /// The position of an angle relative to the expected sector.
    public enum Position: String, Sendable {
      /// Between the limits.
      case inside
      /// Beyond a limit.
      case outside
      /// Within two standard deviations of a limit.
      case atLimit = "at the limit"
    }

    /// The position of the angle relative to the expected sector; nil where nothing is expected or measured.
    public var position: Position? {
      guard isVisible, let expected else { return nil }
      func isInside(_ margin: Double) -> Bool {
        let (from, to) = (expected.lowerBound - margin, expected.upperBound + margin)
        return from <= to && (to - from >= 360 || Self.contains(from...to, degrees))
      }
      if margin == 0 { return isInside(0) ? .inside : .outside }
      return isInside(-margin) ? .inside : isInside(margin) ? .atLimit : .outside
    }

    /// Whether a range of angles contains one, whatever the number of its turns.
    static func contains(_ range: ClosedRange<Double>, _ degrees: Double) -> Bool {
      let turns = ((degrees - range.lowerBound) / 360).rounded(.down)
      return degrees - 360 * turns <= range.upperBound
    }
  }

  /// Name of the reference.
  public var reference: String
  /// The measured phasors.
  public var arrows: [Arrow]
  /// Notes on the drawing, a line each, such as the source and the date.
  public var notes: [String] = []

  /// A diagram of phasors against a reference.
  ///
  /// - Parameters:
  ///   - reference: Short name of the reference for all angles.
  ///   - arrows: The measured phasors.
  public init(reference: String, arrows: [Arrow]) {
    self.reference = reference
    self.arrows = arrows
  }

  /// An arrow's length relative to the circle's radius, 0.3...0.8; 0 for one that is not drawn.
  func length(of arrow: Arrow) -> Double {
    guard arrow.isVisible else { return 0 }
    let largest = arrows.filter(\.isVisible).map(\.magnitude).max() ?? 1
    return 0.3 + 0.5 * (arrow.magnitude / largest).squareRoot()
  }

  /// Amperes in three digits.
  static func amperes(_ value: Double) -> String {
    value.isFinite && value > 0 ? String(format: "%.*f A", value < 10 ? 2 : 1, value) : "no current"
  }

  /// Degrees to a tenth.
  static func degrees(_ value: Double) -> String {
    // No -0.0.
    let tenths = (value * 10).rounded() / 10
    return String(format: "%.1f", tenths == 0 ? 0 : tenths)
  }

  /// Where an arrow is expected, in words; empty for anywhere.
  static func words(_ expected: ClosedRange<Double>?) -> String {
    guard let expected else { return "" }
    let bounds = [expected.lowerBound, expected.upperBound].map { degrees($0.remainder(dividingBy: 360)) }
    return "expected \(bounds[0]) to \(bounds[1])"
  }
}
