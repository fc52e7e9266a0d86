// SPDX-License-Identifier: Apache-2.0
import Foundation
package import Testing

/// Programs and material that only some tests need.
///
/// A test is skipped where they are missing. With `P1CLAMP_SKIP=none` it runs all the same, and fails.
package enum Needed {
  /// Whether tests run even where something that they need is missing.
  package static let skipsNothing = ProcessInfo.processInfo.environment["P1CLAMP_SKIP"] == "none"

  /// Whether a program is in the path.
  package static func hasProgram(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// The trait of a test that runs a program which `.ci/install --all` installs.
  package static func needs(_ program: String) -> Self {
    .enabled(
      if: Needed.skipsNothing || Needed.hasProgram(program),
      "\(program) is missing: .ci/install --all installs it")
  }
}
