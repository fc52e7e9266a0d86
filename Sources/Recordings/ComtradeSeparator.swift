// SPDX-License-Identifier: Apache-2.0

/// A line between the sections of a CFF: `--- file type: DAT BINARY: 4214 ---`, in any case, with or without colons.
struct ComtradeSeparator: Equatable {
  /// The sections.
  enum Section: String {
    case configuration = "CFG"
    case information = "INF"
    case header = "HDR"
    case data = "DAT"
  }

  /// The section that follows.
  let section: Section
  /// How the data are written, where that is said.
  let encoding: ComtradeConfiguration.Encoding?
  /// How many bytes follow, where that is said.
  let byteCount: Int?

  /// A separator from a line; nil for any other line.
  init?(_ line: ArraySlice<UInt8>) {
    guard line.count < 200, line.starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")]) else { return nil }
    let words = line.split { [0x2D, 0x3A, 0x20, 0x09].contains($0) }.map {
      String(decoding: $0, as: UTF8.self).uppercased()
    }
    guard words.count >= 3, words[0] == "FILE", words[1] == "TYPE", let section = Section(rawValue: words[2])
    else {
      return nil
    }
    self.section = section
    encoding = words.dropFirst(3).lazy.compactMap(ComtradeConfiguration.Encoding.init(name:)).first
    byteCount = words.dropFirst(3).lazy.compactMap { Int($0) }.first
  }
}
