// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How much of their statistics and grids tests go through: a part, or all of it where `P1CLAMP_TRIALS=all` asks for it.
///
/// All of it takes minutes without the optimiser; the optimised run of `.ci/run` does it.
package enum Trials {
  package static let areAll = ProcessInfo.processInfo.environment["P1CLAMP_TRIALS"] == "all"

  /// A number of trials.
  package static func count(_ all: Int, or part: Int) -> Int { areAll ? all : part }

  /// What is gone through: all, or each `step`-th from the first on.
  package static func chosen<Element>(_ all: [Element], orEach step: Int) -> [Element] {
    areAll ? all : stride(from: 0, to: all.count, by: step).map { all[$0] }
  }

  /// What is gone through of the combinations of two lists: all, or each `step`-th from the first on.
  ///
  /// A step that has no factor in common with the number of combinations gets to every element of both.
  package static func chosen<First, Second>(
    _ first: some Collection<First>, _ second: some Collection<Second>, orEach step: Int
  ) -> [(First, Second)] {
    chosen(first.flatMap { one in second.map { (one, $0) } }, orEach: step)
  }
}
