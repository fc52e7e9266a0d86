// SPDX-License-Identifier: Apache-2.0

/// The lines of a text in bytes, ended by LF, CR LF or CR.
struct TextLines: Sequence, IteratorProtocol {
  /// A line without its end.
  struct Line {
    /// 1 for the first.
    let number: Int
    /// Its bytes, without the line's end.
    let bytes: ArraySlice<UInt8>

    /// Whether there is nothing but white space and NUL in it.
    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0 } }
  }

  private let text: ArraySlice<UInt8>
  private var at: Int
  private var number = 0

  /// The lines of a text up to a SUB byte (0x1A), the end of a text in DOS, if there is one.
  init(_ text: ArraySlice<UInt8>) {
    self.text = text[..<(text.firstIndex(of: 0x1A) ?? text.endIndex)]
    at = text.startIndex
  }

  mutating func next() -> Line? {
    guard at < text.endIndex else { return nil }
    let start = at
    let stop = text[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.endIndex
    at = stop
    if at < text.endIndex {
      let isPair = text[at] == 0x0D && at + 1 < text.endIndex && text[at + 1] == 0x0A
      at += isPair ? 2 : 1
    }
    number += 1
    return Line(number: number, bytes: text[start..<stop])
  }
}
