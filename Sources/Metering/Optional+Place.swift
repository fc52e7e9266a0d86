// SPDX-License-Identifier: Apache-2.0

extension Optional {
  /// Works on what is there, in its place, after putting in `initial` where there is nothing.
  ///
  /// As an argument `&value!` would be copied there and back: a large one takes code, time and stack for that.
  @inline(__always)
  mutating func place(_ initial: @autoclosure () -> Wrapped, _ body: (inout Wrapped) -> Void) {
    fill(initial())
    // What is wrapped is at the beginning of the optional.
    withUnsafeMutableBytes(of: &self) {
      body(&$0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Wrapped.self).pointee)
    }
  }

  /// A function of its own, so that the value is on the stack in it alone.
  @inline(never)
  private mutating func fill(_ initial: @autoclosure () -> Wrapped) {
    if case .none = self { self = .some(initial()) }
  }
}
