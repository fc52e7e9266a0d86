// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Metering

/// The fuses of three lines, A.
struct FuseRatings: ExpressibleByArgument, Equatable {
  /// The fuse of each line, above 0 and at most 10000 A.
  let lines: PerLine<Double>

  /// One number for all lines, or three with commas between them.
  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    let amperes = numbers.compactMap(\.self)
    guard amperes.count == numbers.count, amperes.allSatisfy({ $0 > 0 && $0 <= 10_000 }) else { return nil }
    switch amperes.count {
    case 1: lines = PerLine(repeating: amperes[0])
    case 3: lines = PerLine(amperes[0], amperes[1], amperes[2])
    default: return nil
    }
  }
}
