// SPDX-License-Identifier: Apache-2.0

extension Int {
  /// This number with the words for one or for any other number of things.
  func counting(_ one: String, _ many: String) -> String {
    "\(self) \(self == 1 ? one : many)"
  }
}
