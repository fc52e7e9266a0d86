// SPDX-License-Identifier: Apache-2.0
import HostFiles
import StrictJSON

/// A text in UTF-16, read as one in UTF-8 piece by piece.
final class UTF16Text {
  /// Bytes that are read at a time.
  private static let piece = 1 << 16

  private let isBigEndian: Bool
  private let read: (Int) throws(InputError) -> [UInt8]
  /// Bytes that are no whole character yet.
  private var rest: [UInt8] = []
  private var ready: [UInt8] = []
  private var isOver = false

  /// The text that begins with some bytes; nil unless they are a byte order mark of UTF-16.
  ///
  /// - Parameters:
  ///   - start: The first two bytes.
  ///   - read: Reads the next bytes, from the mark on: as many as are asked for, fewer at the end.
  init?(startingWith start: ArraySlice<UInt8>, read: @escaping (Int) throws(InputError) -> [UInt8]) {
    switch Array(start) {
    case [0xFE, 0xFF]: isBigEndian = true
    case [0xFF, 0xFE]: isBigEndian = false
    default: return nil
    }
    self.read = read
  }

  /// Reads the next bytes of UTF-8: as many as are asked for, fewer at the end.
  ///
  /// - Throws: What reading throws.
  func next(_ count: Int) throws(InputError) -> [UInt8] {
    while ready.count < count, !isOver {
      let bytes = try read(Self.piece)
      isOver = bytes.count < Self.piece
      rest += bytes
      decode()
    }
    let part = Array(ready.prefix(count))
    ready.removeFirst(part.count)
    return part
  }

  private func decode() {
    var units: [UInt16] = []
    units.reserveCapacity(rest.count / 2)
    for index in stride(from: 0, to: rest.count - 1, by: 2) {
      let (first, second) = (UInt16(rest[index]), UInt16(rest[index + 1]))
      units.append(isBigEndian ? first << 8 | second : second << 8 | first)
    }
    // The first half of a pair waits for the second one.
    if !isOver, let last = units.last, UTF16.isLeadSurrogate(last) { units.removeLast() }
    rest.removeFirst(2 * units.count)
    ready += Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
