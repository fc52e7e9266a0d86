// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Foundation

/// The bytes of a COMTRADE recording: a configuration and its data, from two files or one.
struct ComtradeFiles {
  /// The configuration's text.
  let configuration: ArraySlice<UInt8>
  /// The configuration's file as the user would name it.
  let configurationFile: String
  /// Number of the configuration's first line in its file.
  let configurationFirstLine: Int
  /// The data's bytes.
  let data: ArraySlice<UInt8>
  /// The data's file as the user would name it.
  let dataFile: String
  /// The data's encoding where a CFF's separator says so.
  let dataEncoding: ComtradeConfiguration.Encoding?

  /// Extensions of the files.
  static let extensions = ["cfg", "dat", "cff"]

  /// Reads a recording, given its `.cfg`, its `.dat`, its `.cff` or their name without extension.
  ///
  /// - Throws: `noInput` where there is nothing, `data` where its other half is missing, it is empty or a CFF lacks a section.
  init(_ path: String) throws(InputError) {
    switch (path as NSString).pathExtension.lowercased() {
    case "cff":
      try self.init(single: path)
    case "cfg":
      try self.init(configurationFile: path, dataFile: Self.sibling(of: path, extension: "dat"))
    case "dat":
      try self.init(configurationFile: Self.sibling(of: path, extension: "cfg"), dataFile: path)
    default:
      if let single = Self.find(path, extension: "cff") {
        try self.init(single: single)
      } else if let configuration = Self.find(path, extension: "cfg") {
        try self.init(
          configurationFile: configuration, dataFile: Self.sibling(of: configuration, extension: "dat"))
      } else if FileManager.default.fileExists(atPath: path) {
        try self.init(single: path)
      } else {
        throw InputError(
          .noInput, file: path, "expected \(path).cfg with \(path).dat or \(path).cff, found neither")
      }
    }
  }

  private init(configurationFile: String, dataFile: String) throws(InputError) {
    configuration = try Self.contents(configurationFile)[...]
    self.configurationFile = configurationFile
    configurationFirstLine = 1
    data = try Self.contents(dataFile)[...]
    self.dataFile = dataFile
    dataEncoding = nil
  }

  private init(single path: String) throws(InputError) {
    let bytes = try Self.contents(path)
    var section: (start: Int, line: Int)?
    var configuration: (text: ArraySlice<UInt8>, line: Int)?
    var data: (start: Int, separator: ComtradeSeparator, line: Int)?
    var dataEnd = bytes.count
    for line in TextLines(bytes[...], endsAtSub: false) {
      guard let separator = ComtradeSeparator(line.bytes) else { continue }
      let start = line.bytes.startIndex
      if let open = section { configuration = configuration ?? (bytes[open.start..<start], open.line) }
      section = nil
      if data != nil {
        dataEnd = start
        break
      }
      if separator.section == .configuration { section = (line.end, line.number + 1) }
      if separator.section == .data {
        data = (line.end, separator, line.number)
        guard separator.isText else { break }
      }
    }
    if let open = section { configuration = configuration ?? (bytes[open.start...], open.line) }
    guard let configuration else {
      throw InputError(.data, file: path, "expected the section --- file type: CFG ---, found none")
    }
    guard let data else {
      throw InputError(.data, file: path, "expected the section --- file type: DAT ... ---, found none")
    }
    if let count = data.separator.byteCount {
      guard count <= bytes.count - data.start else {
        throw InputError(
          .data, file: path, place: "line \(data.line)",
          "expected \(count) bytes of data, found \(bytes.count - data.start)")
      }
      dataEnd = data.start + count
    }
    self.configuration = configuration.text
    configurationFile = path
    configurationFirstLine = configuration.line
    self.data = bytes[data.start..<dataEnd]
    dataFile = path
    dataEncoding = data.separator.encoding
  }

  private static func contents(_ path: String) throws(InputError) -> [UInt8] {
    try Recording.bytes(of: ByteInput(path: path))
  }

  private static func sibling(of path: String, extension wanted: String) throws(InputError) -> String {
    let base = (path as NSString).deletingPathExtension
    if let found = find(base, extension: wanted) { return found }
    // What is not there itself is no input; what lacks its other half is an input that does not hold what it should.
    _ = try ByteInput(path: path)
    throw InputError(
      .data, file: path, "expected its other half \(base).\(wanted) beside it, found none")
  }

  /// The file of a base name and an extension in any case, the very same case preferred; nil where there is none.
  static func find(_ base: String, extension wanted: String) -> String? {
    // Not NSString.deletingLastPathComponent: on Linux it traps for a name of one letter.
    let split = base.lastIndex(of: "/").map(base.index(after:)) ?? base.startIndex
    let (folder, name) = (String(base[..<split]), String(base[split...]))
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    else {
      return nil
    }
    let matches = names.filter { $0.lowercased() == "\(name).\(wanted)".lowercased() }.sorted()
    let found = matches.first { ($0 as NSString).deletingPathExtension == name } ?? matches.first
    return found.map { folder + $0 }
  }
}
