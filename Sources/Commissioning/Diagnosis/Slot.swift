// SPDX-License-Identifier: Apache-2.0
import Metering

/// One of the six directions of a symmetrical net, 60 degrees apart.
///
/// Slot n is 60 n degrees ahead of L1's own voltage in right rotation (L1, L2, L3). Slots 0, 4 and 2 are the voltages of L1,
/// L2 and L3, slots 3, 1 and 5 their opposites.
struct Slot: Hashable, CaseIterable {
  /// 0...5.
  let index: Int

  static let allCases = (0..<6).map(Slot.init(index:))

  private init(index: Int) {
    self.index = index
  }

  /// The slot nearest to an angle relative to L1's own voltage, degrees.
  init(nearest degrees: Double) {
    index = (Int((degrees / 60).rounded()) % 6 + 6) % 6
  }

  /// The slot of a line's own voltage.
  init(along axis: Axis) {
    index = [0, 4, 2][axis.index]
  }

  /// Degrees ahead of L1's own voltage, 0...300.
  var angle: Double { 60 * Double(index) }

  /// The line through this slot and its opposite.
  var axis: Axis { Axis(of: self) }

  /// Whether it is the direction of a line's own voltage, not the opposite one.
  var isForward: Bool { index.isMultiple(of: 2) }

  /// The slot that is `sixths` times 60 degrees ahead of this one; `sixths` is 0 or more.
  func turned(by sixths: Int) -> Slot { Slot(index: (index + sixths) % 6) }
}

/// A slot and its opposite: which of the three lines, in right rotation, has its voltage along them.
struct Axis: Hashable, CaseIterable {
  /// 0, 1 and 2 for L1, L2 and L3.
  let index: Int

  static let allCases = (0..<3).map(Axis.init(index:))

  private init(index: Int) {
    self.index = index
  }

  /// The line.
  var line: Line { Line.allCases[index] }

  /// The axis of a slot.
  init(of slot: Slot) {
    index = slot.index % 3
  }
}
