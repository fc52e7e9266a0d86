// SPDX-License-Identifier: Apache-2.0
import Commissioning
import Metering

extension AdviceWords {
  /// Advice that says what to type.
  static let options = AdviceWords(
    rotation: { "with --rotation \($0.rawValue)" }, loadOn: "say when (--load-on) or use --guide",
    generation: "--generation none, or --generation L1,L3", scale: "--bits and --calibration")
}
