// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension SweepCondition: CustomStringConvertible {
  /// `5 A, 0 deg, 50.02 Hz, 50 %`; then bits, noise and rate where they are not the targets'.
  public var description: String {
    bits == 12 && noise == 1 && rate == 4000 ? place : "\(place), \(converter)"
  }

  /// `5 A, 0 deg, 50.02 Hz, 50 %`.
  private var place: String {
    "\(NumberText.number(current)) A, \(NumberText.number(angle)) deg, \(NumberText.number(frequency)) Hz, "
      + "\(NumberText.number(distortion)) %"
  }

  /// `12 bits, noise 1 LSB, 4000 frames/s`.
  var converter: String {
    "\(bits) bits, noise \(NumberText.number(noise)) LSB, \(NumberText.number(rate)) frames/s"
  }
}
