// SPDX-License-Identifier: Apache-2.0
import Foundation
package import Testing

/// Tests that assert when something happens.
///
/// They need a machine that has nothing else to do, so they run alone, where `P1CLAMP_TIMING=1` asks for them.
package enum TimingTests {
  /// Whether they are to run.
  package static var isEnabled: Bool { ProcessInfo.processInfo.environment["P1CLAMP_TIMING"] == "1" }
}

extension Trait where Self == ConditionTrait {
  /// The trait of a suite that asserts when something happens.
  package static var timing: Self {
    .enabled(if: TimingTests.isEnabled, "it asserts when something happens: P1CLAMP_TIMING=1 runs it")
  }
}
