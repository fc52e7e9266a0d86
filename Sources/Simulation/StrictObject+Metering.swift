// SPDX-License-Identifier: Apache-2.0
import StrictJSON
package import Metering

extension StrictObject {
  /// A line by its name.
  package func line(_ key: Key) throws -> Line {
    switch try choice(key) as LineName {
    case .l1: .l1
    case .l2: .l2
    case .l3: .l3
    }
  }

  /// An input by its number.
  package func input(_ key: Key) throws -> Input {
    let number: Int = try integer(key)
    guard let input = UInt8(exactly: number).flatMap(Input.init) else {
      throw DecodingError.at(path(key), "expected 1, 2 or 3, found \(number)")
    }
    return input
  }
}

private enum LineName: String, CaseIterable {
  case l1 = "L1"
  case l2 = "L2"
  case l3 = "L3"
}
