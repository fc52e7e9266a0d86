// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How much of their statistics tests go through: a part, or all of it where `P1CLAMP_TRIALS=all` asks for it.
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
}
