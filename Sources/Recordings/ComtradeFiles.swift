// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Foundation

/// Where a COMTRADE recording lies: its configuration and its data, in two files or one.
struct ComtradeFiles {
  /// The configuration's text.
  let configuration: ArraySlice<UInt8>
  /// The configuration's file as the user would name it.
  let configurationFile: String
  /// Number of the configuration's first line in its file.
  let configurationFirstLine: Int
  /// The data's file as the user would name it.
  let dataFile: String
  /// Bytes of it before the data.
  let dataOffset: Int
  /// Bytes of the data; nil up to the end of the file, or of the section.
  let dataLength: Int?
  /// Whether the data are a section of a file (CFF), after which others may follow.
  let isSingle: Bool
  /// The data's encoding where a CFF's separator says so.
  let dataEncoding: ComtradeConfiguration.Encoding?

  private let isCancelled: @Sendable () -> Bool

  /// The most bytes of a configuration, or of what stands before the data, 16 MiB.
  private static let configurationLimit = 1 << 24

  /// Extensions of the files.
  static let extensions = ["cfg", "dat", "cff"]

  /// Reads a recording, given its `.cfg`, its `.dat`, its `.cff` or their name without extension.
  ///
  /// - Parameter isCancelled: Asked before each piece of it is read, the data later among them; true makes reading fail.
  /// - Throws: `noInput` where there is nothing, `data` where its other half is missing, it is empty or a CFF lacks a section;
  ///   `inputOutput` where reading fails.
  init(_ path: String, isCancelled: @escaping @Sendable () -> Bool = { false }) throws(InputError) {
    switch (path as NSString).pathExtension.lowercased() {
    case "cff":
      try self.init(single: path, isCancelled)
    case "cfg":
      try self.init(
        configurationFile: path, dataFile: Self.sibling(of: path, extension: "dat"), isCancelled)
    case "dat":
      try self.init(
        configurationFile: Self.sibling(of: path, extension: "cfg"), dataFile: path, isCancelled)
    default:
      if let single = Self.find(path, extension: "cff") {
        try self.init(single: single, isCancelled)
      } else if let configuration = Self.find(path, extension: "cfg") {
        try self.init(
          configurationFile: configuration, dataFile: Self.sibling(of: configuration, extension: "dat"),
          isCancelled)
      } else if FileManager.default.fileExists(atPath: path) {
        try self.init(single: path, isCancelled)
      } else {
        throw InputError(
          .noInput, file: path, "expected \(path).cfg with \(path).dat or \(path).cff, found neither")
      }
    }
  }

  private init(
    configurationFile: String, dataFile: String, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(InputError) {
    let bytes = try ByteInput(path: configurationFile, isCancelled: isCancelled)
      .read(exactly: Self.configurationLimit + 1)
    try Self.check(bytes.count, file: configurationFile)
    configuration = bytes[...]
    self.configurationFile = configurationFile
    configurationFirstLine = 1
    _ = try ByteInput(path: dataFile)
    self.dataFile = dataFile
    (dataOffset, dataLength, isSingle, dataEncoding) = (0, nil, false, nil)
    self.isCancelled = isCancelled
  }

  /// The bytes of the data's file, from its start on.
  func openData() throws(InputError) -> ByteInput { try ByteInput(path: dataFile, isCancelled: isCancelled) }

  private init(
    single path: String, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(InputError) {
    let input = try ByteInput(path: path, isCancelled: isCancelled)
    var lines = ByteLines(input, endsAtSub: false)
    var text: [UInt8] = []
    var section: (start: Int, line: Int)?
    var configuration: (text: ArraySlice<UInt8>, line: Int)?
    var data: (start: Int, separator: ComtradeSeparator, line: Int)?
    while data == nil, let line = try lines.next() {
      try Self.check(line.end, file: path)
      text += line.bytes + [0x0A]
      guard let separator = ComtradeSeparator(line.bytes) else { continue }
      if let open = section {
        configuration = configuration ?? (text[open.start..<(text.count - line.bytes.count - 1)], open.line)
      }
      section = nil
      if separator.section == .configuration { section = (text.count, line.number + 1) }
      if separator.section == .data { data = (line.end, separator, line.number) }
    }
    if let open = section { configuration = configuration ?? (text[open.start...], open.line) }
    guard let configuration else {
      throw InputError(.data, file: path, "expected the section --- file type: CFG ---, found none")
    }
    guard let data else {
      throw InputError(.data, file: path, "expected the section --- file type: DAT ... ---, found none")
    }
    if let count = data.separator.byteCount {
      let left = input.left.map { $0 + input.offset - data.start } ?? 0
      guard count <= left else {
        throw InputError(
          .data, file: path, place: "line \(data.line)",
          "expected \(NumberText.count(count, "bytes")) of data, found \(left)")
      }
    }
    self.configuration = configuration.text
    configurationFile = path
    configurationFirstLine = configuration.line
    dataFile = path
    dataOffset = data.start
    dataLength = data.separator.byteCount
    isSingle = true
    dataEncoding = data.separator.encoding
    self.isCancelled = isCancelled
  }

  private static func check(_ count: Int, file: String) throws(InputError) {
    guard count <= configurationLimit else {
      throw InputError(
        .data, file: file, "expected a configuration of at most \(configurationLimit) bytes, found more")
    }
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
