// SPDX-License-Identifier: Apache-2.0

extension Optional {
  /// Works on what is there, in its place.
  ///
  /// As an argument `&value!` would be copied there and back: a large one takes code, time and stack for that.
  @inline(__always)
  mutating func changeInPlace(_ body: (inout Wrapped) -> Void) {
    guard case .some = self else { return }
    // What is wrapped is at the beginning of the optional.
    withUnsafeMutableBytes(of: &self) {
      body(&$0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Wrapped.self).pointee)
    }
  }

  /// Puts in what is to be filled in place, where there is nothing yet.
  @inline(never)
  mutating func fillIfEmpty(_ initial: @autoclosure () -> Wrapped) {
    if case .none = self { self = .some(initial()) }
  }
}
