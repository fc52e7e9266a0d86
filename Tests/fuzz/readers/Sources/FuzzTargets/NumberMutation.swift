// SPDX-License-Identifier: Apache-2.0

/// Changes of inputs that libFuzzer seldom makes by itself: a number in a text becomes one at which a conversion ends, or none.
enum NumberMutation {
  private static let numbers = [
    "0", "-0", "-1", "1e-300", "1e21", "-1e21", "1e300", "-1e300", "32768", "65536", "4294967296",
    "9223372036854775808", "-9223372036854775809", "nan", "inf", "",
  ].map { Array($0.utf8) }
  /// What numbers are written with.
  private static let characters = Set("0123456789+-.eE".utf8)

  /// Replaces one of an input's numbers.
  ///
  /// - Parameters:
  ///   - capacity: The most bytes that it may have.
  ///   - random: Chooses the number and what becomes of it.
  /// - Returns: How many bytes it has then; nil where it has no number, or would be too long.
  static func mutate(
    _ bytes: UnsafeMutablePointer<UInt8>, count: Int, capacity: Int, random: UInt32
  ) -> Int? {
    let input = UnsafeBufferPointer(start: bytes, count: count)
    let digits = input.indices.filter { (0x30...0x39).contains(input[$0]) }
    guard !digits.isEmpty else { return nil }
    let place = digits[Int(random >> 8) % digits.count]
    var (start, end) = (place, place + 1)
    while start > 0, characters.contains(input[start - 1]) { start -= 1 }
    while end < count, characters.contains(input[end]) { end += 1 }
    let number = numbers[Int(random >> 2 & 63) % numbers.count]
    let changed = Array(input[..<start]) + number + Array(input[end...])
    guard changed.count <= capacity else { return nil }
    for (index, byte) in changed.enumerated() { bytes[index] = byte }
    return changed.count
  }
}

/// libFuzzer's own changes.
@_silgen_name("LLVMFuzzerMutate")
private func mutateByItself(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int) -> Int

/// What libFuzzer calls for a change of an input: one in four times of a number.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateInput(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
  if seed & 3 == 0,
    let changed = NumberMutation.mutate(bytes, count: count, capacity: capacity, random: seed)
  {
    return changed
  }
  return mutateByItself(bytes, count, capacity)
}
