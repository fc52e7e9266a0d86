// SPDX-License-Identifier: Apache-2.0

/// Complex RMS of a sinusoid: x(t) = sqrt(2) Re(P exp(j omega t)).
public struct Phasor: Sendable, Equatable {
  /// The part in phase with the reference, RMS, in the unit of the signal.
  public var real: Double
  /// The part that leads the reference by a quarter turn, RMS.
  public var imaginary: Double

  /// A phasor of these parts.
  public init(real: Double, imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  /// A phasor of `magnitude` RMS at `degrees`.
  public init(magnitude: Double, degrees: Double) {
    let (sine, cosine) = Elementary.sineCosine(degrees: degrees)
    self.init(real: magnitude * cosine, imaginary: magnitude * sine)
  }

  /// The phasor zero.
  public static let zero = Phasor(real: 0, imaginary: 0)

  /// Square of the RMS value, in the unit of the signal squared.
  public var square: Double {
    @inline(never) get { real * real + imaginary * imaginary }
  }

  /// RMS value, in the unit of the signal.
  public var magnitude: Double { Elementary.squareRoot(square) }

  /// Angle in degrees, (-180, 180]; 0 for the phasor zero.
  public var degrees: Double { Elementary.arcTangentDegrees(y: imaginary, x: real) }

  /// The phasor turned by an angle, anticlockwise.
  @inline(never)
  public func rotated(degrees: Double) -> Phasor {
    guard degrees != 0 else { return self }
    let (sine, cosine) = Elementary.sineCosine(degrees: degrees)
    return timesConjugate(of: Phasor(real: cosine, imaginary: -sine))
  }

  /// The product with another phasor's conjugate: its angle is the difference of the angles.
  @inline(never)
  public func timesConjugate(of other: Phasor) -> Phasor {
    Phasor(
      real: real * other.real + imaginary * other.imaginary,
      imaginary: imaginary * other.real - real * other.imaginary)
  }

  /// The phasor of two sinusoids of one frequency together.
  public static func + (a: Phasor, b: Phasor) -> Phasor {
    Phasor(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
  }

  /// The phasor turned by half a turn.
  public static prefix func - (a: Phasor) -> Phasor {
    Phasor(real: -a.real, imaginary: -a.imaginary)
  }

  /// The phasor times a factor.
  @inline(never)
  public static func * (a: Phasor, scale: Double) -> Phasor {
    Phasor(real: a.real * scale, imaginary: a.imaginary * scale)
  }
}
