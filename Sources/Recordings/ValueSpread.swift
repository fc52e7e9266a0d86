// SPDX-License-Identifier: Apache-2.0

/// How the magnitudes of a channel's values are spread, which shows those that its quantity cannot have.
///
/// Oscilloscopes and loggers write a number such as 9.9E+37 or 99999 for a value beyond their range, and transmission faults leave lone
/// values far beyond all others. Neither may set the scale of a channel.
struct ValueSpread {
  /// Values of about the same magnitude.
  private struct Group {
    var count = 0
    /// Those of which both neighbours are far smaller.
    var lone = 0
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var (smallest, largest) = (Double.infinity, 0.0)

    mutating func add(_ other: Group) {
      count += other.count
      lone += other.lone
      (lowest, highest) = (min(lowest, other.lowest), max(highest, other.highest))
      (smallest, largest) = (min(smallest, other.smallest), max(largest, other.largest))
    }
  }

  /// How many times as large as all others a value must be to be none of them.
  private static let far = 20.0
  /// The fewest values that show what is usual.
  private static let telling = 32
  /// Binary exponents that are told apart; smaller values count as the smallest of these.
  private static let lowestExponent = -64

  /// Values of each binary exponent.
  private var groups = [Group](repeating: Group(), count: 1024 - lowestExponent)
  private var count = 0
  /// The latest value and the one before it.
  private var (latest, before) = (0.0, 0.0)

  /// Takes the next value.
  mutating func add(_ value: Double) {
    if abs(latest) > Self.far * abs(before), abs(latest) > Self.far * abs(value) {
      groups[Self.index(of: latest)].lone += 1
    }
    (before, latest) = (latest, value)
    count += 1
    let magnitude = abs(value)
    let index = Self.index(of: value)
    groups[index].count += 1
    groups[index].lowest = min(groups[index].lowest, value)
    groups[index].highest = max(groups[index].highest, value)
    groups[index].smallest = min(groups[index].smallest, magnitude)
    groups[index].largest = max(groups[index].largest, magnitude)
  }

  private static func index(of value: Double) -> Int {
    value == 0 ? 0 : max(lowestExponent, min(1023, Int(value.exponent))) - lowestExponent
  }

  /// The largest magnitude of the values that the quantity has; nil where all are such.
  ///
  /// Values at least 20 times as large as all others are none where each of a few stands alone, or where all are the same number.
  ///
  /// - Parameter possible: The largest magnitude that the quantity can have: larger values are none, however many, unless all are.
  func bound(possible: Double) -> Double? {
    var bound: Double?
    var top = groups.count - 1
    while let (group, next) = group(below: top), let usual = groups[..<next].last(where: { $0.count > 0 }) {
      let isRare = lone(in: group) == group.count && group.count <= max(3, count / 1000)
      let isMark = group.lowest == group.highest && group.count <= count / 4
      let isFar = usual.largest > 0 && count >= Self.telling
      guard group.smallest > possible || isFar && (isRare || isMark) else { break }
      bound = usual.largest
      top = next - 1
    }
    return bound
  }

  /// How many values of a group stand alone; the latest one has one neighbour.
  private func lone(in group: Group) -> Int {
    let isLatest = group.smallest <= abs(latest) && abs(latest) > Self.far * abs(before)
    return group.lone + (isLatest ? 1 : 0)
  }

  /// The largest values up to an index that follow one another without a gap, and the index below which smaller ones are.
  private func group(below top: Int) -> (Group, next: Int)? {
    guard var index = groups[...max(0, top)].lastIndex(where: { $0.count > 0 }) else { return nil }
    var group = groups[index]
    while let next = groups[..<index].lastIndex(where: { $0.count > 0 }),
      group.smallest < Self.far * groups[next].largest
    {
      group.add(groups[next])
      index = next
    }
    return (group, index)
  }
}
