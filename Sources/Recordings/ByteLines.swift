// SPDX-License-Identifier: Apache-2.0
import HostFiles
import StrictJSON

/// The lines of a text that is read piece by piece, ended by LF, CR LF or CR.
struct ByteLines {
  /// A line without its end.
  struct Line {
    /// 1 for the first.
    let number: Int
    /// Its bytes, without the line's end.
    let bytes: ArraySlice<UInt8>
    /// Bytes of the text before it.
    let start: Int
    /// Bytes of the text before the next one.
    let end: Int
    /// Whether the text ends with it.
    let isLast: Bool

    /// Whether there is nothing but white space and NUL in it.
    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0 } }
  }

  /// The most bytes of a line, 16 MiB: more than the standard's largest record has.
  private static let limit = 1 << 24
  /// Bytes that are read at a time.
  private static let piece = 1 << 16

  private let name: String
  private var read: (Int) throws(InputError) -> [UInt8]
  private let endsAtSub: Bool
  /// Bytes that are still to be read; nil where the text lasts to the end of the input.
  private var left: Int?
  private var held: [UInt8] = []
  /// The index in `held` of the first byte that no line has taken.
  private var at = 0
  /// Bytes of the text before `held`.
  private var before = 0
  private var isOver = false
  private var hasSub = false
  private var number = 0

  /// The lines from here on.
  ///
  /// - Parameters:
  ///   - length: Bytes of the text; nil up to the end of the input.
  ///   - endsAtSub: Whether a SUB byte (0x1A), the end of a text in DOS, ends it.
  init(_ input: ByteInput, length: Int? = nil, endsAtSub: Bool = true) {
    name = input.name
    read = { count throws(InputError) in try input.read(exactly: count) }
    left = length
    self.endsAtSub = endsAtSub
  }

  /// The lines of a text that is held, called `name` in messages, in UTF-8 or in UTF-16 with a byte order mark; a SUB byte ends it.
  init(_ text: [UInt8], name: String) {
    self.name = name
    var at = 0
    let bytes = { (count: Int) throws(InputError) -> [UInt8] in
      let piece = Array(text[at..<min(text.count, at + count)])
      at += piece.count
      return piece
    }
    if let wide = UTF16Text(startingWith: text.prefix(2), read: bytes) {
      read = { count throws(InputError) in try wide.next(count) }
    } else {
      read = bytes
    }
    endsAtSub = true
  }

  /// The lines of a text in UTF-8, or in UTF-16 with a byte order mark.
  init(unicode input: ByteInput) throws(InputError) {
    let start = try input.peek(at: 2)
    self.init(input)
    let text = UTF16Text(startingWith: start[...]) { count throws(InputError) in
      try input.read(exactly: count)
    }
    if let text { read = { count throws(InputError) in try text.next(count) } }
  }

  /// Reads the next line; nil at the end.
  ///
  /// - Throws: `data` for a line of more than 16 MiB; `inputOutput` where reading fails.
  mutating func next() throws(InputError) -> Line? {
    var searched = at
    while true {
      let end = held[searched...].firstIndex { byte in
        byte == 0x0A || byte == 0x0D || (byte == 0x1A && endsAtSub)
      }
      if let stop = end {
        if held[stop] == 0x1A {
          (isOver, hasSub) = (true, true)
          held.removeSubrange(stop...)
          continue
        }
        // The byte after a CR shows whether the CR alone ends the line.
        if held[stop] == 0x0D, stop + 1 == held.count, !isOver {
          searched = stop
          try readMore(&searched)
          continue
        }
        let isPair = held[stop] == 0x0D && stop + 1 < held.count && held[stop + 1] == 0x0A
        return line(upTo: stop, next: stop + (isPair ? 2 : 1))
      }
      guard !isOver else { return at < held.count ? line(upTo: held.count, next: held.count) : nil }
      searched = held.count
      try readMore(&searched)
    }
  }

  private mutating func line(upTo stop: Int, next: Int) -> Line {
    number += 1
    defer { at = next }
    return Line(
      number: number, bytes: held[at..<stop], start: before + at, end: before + next,
      isLast: isOver && !hasSub && next == held.count)
  }

  private mutating func readMore(_ searched: inout Int) throws(InputError) {
    guard held.count - at <= Self.limit else {
      throw InputError(
        .data, file: name, place: "line \(number + 1)",
        "expected at most \(Self.limit) bytes, found more")
    }
    if at > 0 {
      held.removeSubrange(..<at)
      (before, searched, at) = (before + at, searched - at, 0)
    }
    let bytes = try read(min(Self.piece, left ?? .max))
    left? -= bytes.count
    isOver = bytes.count < Self.piece
    held += bytes
  }
}
