// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Double {
  /// The number with some decimals.
  func text(_ decimals: Int) -> String {
    String(format: "%.\(decimals)f", self)
  }
}
