// SPDX-License-Identifier: Apache-2.0
import Metering

extension WiringHypothesis: CustomStringConvertible {
  /// One line: `1: L1, 2: L2 reversed, 3: none; supply N-L2; left rotation`.
  public var description: String {
    let places = clamps.map { "\($0.input.rawValue): \($0.place)" }.joined(separator: ", ")
    return places + "; supply \(supplyText)" + (rotation == .counterclockwise ? "; left rotation" : "")
  }

  /// The conductors at terminals N and L, such as `N-L1`; `with N open` for a terminal N that is open.
  var supplyText: String { supply.map { "\($0.neutral.rawValue)-\($0.line.rawValue)" } ?? "with N open" }
}

extension WiringHypothesis.Clamp {
  /// `L1`, `L2 reversed`, `N` or `none`.
  var place: String {
    guard let conductor else { return "none" }
    return conductor.rawValue + (polarity == .reversed ? " reversed" : "")
  }
}
