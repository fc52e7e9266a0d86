// SPDX-License-Identifier: Apache-2.0
import Metering

/// Two lines between which a load is connected, in right rotation.
enum LinePair: CaseIterable {
  /// From L1 to L2.
  case l1L2
  /// From L2 to L3.
  case l2L3
  /// From L3 to L1.
  case l3L1

  /// The line whose current the load's is.
  var from: Line {
    switch self {
    case .l1L2: .l1
    case .l2L3: .l2
    case .l3L1: .l3
    }
  }

  /// The line that returns it.
  var to: Line { next.from }

  /// The line that it is not connected to.
  var other: Line { next.to }

  /// The pair from the line that returns the current to the third one.
  var next: LinePair {
    switch self {
    case .l1L2: .l2L3
    case .l2L3: .l3L1
    case .l3L1: .l1L2
    }
  }

  /// The angle of the voltage between them, L1's own at 0, degrees.
  var voltageAngle: Double {
    switch self {
    case .l1L2: 30
    case .l2L3: -90
    case .l3L1: 150
    }
  }
}
