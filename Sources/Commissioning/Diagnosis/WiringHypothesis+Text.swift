// SPDX-License-Identifier: Apache-2.0
import Metering

extension WiringHypothesis: CustomStringConvertible {
  /// One line: `1: L1, 2: L2 reversed, 3: none; supply reversed; left rotation`.
  public var description: String {
    let places = clamps.map { "\($0.input.rawValue): \($0.place)" }.joined(separator: ", ")
    return places + (isSupplyReversed ? "; supply reversed" : "")
      + (rotation == .counterclockwise ? "; left rotation" : "")
  }
}

extension WiringHypothesis.Clamp {
  /// `L1`, `L2 reversed`, `N` or `none`.
  var place: String {
    guard let conductor else { return "none" }
    return conductor.rawValue + (polarity == .reversed ? " reversed" : "")
  }
}
