// SPDX-License-Identifier: Apache-2.0
import Limits

/// A plain pass over the bytes of a second: each code is added to its channel's 64-bit sum.
public final class PlainPass {
  private let frames: SimulatedFrames
  private var second = 0
  private var sums: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)

  /// A pass over simulated frames.
  public init(_ frames: SimulatedFrames) {
    self.frames = frames
  }

  /// Reads the next second; returns a sum so that nothing can be left out as unused.
  public func read() -> Int64 {
    let codes = frames.codes
    codes.span.extracting(frames.range(ofSecond: second)).withUnsafeBufferPointer { codes in
      withUnsafeMutableBytes(of: &sums) { sums in
        limit_plain_pass(sums.assumingMemoryBound(to: Int64.self).baseAddress, codes.baseAddress, codes.count / 4)
      }
    }
    second += 1
    return sums.0
  }
}

/// The bare transforms of a cycle: one `fftw_execute` of four real transforms, planned as the estimator plans them.
public final class BareTransforms {
  private let transforms: OpaquePointer

  /// Plans four transforms of `length` codes.
  public init(length: Int) {
    transforms = limit_transforms_create(Int32(length))
  }

  deinit { limit_transforms_destroy(transforms) }

  /// Transforms once.
  public func execute() { limit_transforms_execute(transforms) }
}
