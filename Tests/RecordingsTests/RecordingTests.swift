// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import Foundation
import Testing
import _TestSupport

@Suite("Opening recordings")
struct RecordingTests {
  @Test("what cannot be opened says why", arguments: Recording.Format.allCases)
  func noInput(format: Recording.Format) throws {
    let folder = try TemporaryFolder()
    let missing = failure(folder.path + "/missing.wav", format: format)
    #expect(missing?.kind == .noInput)
    #expect(failure(folder.path, format: format)?.kind == .noInput)
    #expect(failure(folder.path, format: format)?.problem.contains("directory") == true)
    for name in ["empty", "empty.wav", "empty.raw", "empty.cff"] {
      let empty = try failure(folder.write(name, ""), format: format)
      #expect(empty?.kind == .data)
      #expect(empty?.problem == "expected a recording, found an empty file")
    }
  }

  @Test("an unreadable file says why", .enabled(if: geteuid() != 0))
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.raw", [0, 0])
    #expect(chmod(path, 0) == 0)
    #expect(failure(path)?.kind == .noInput)
    #expect(failure(path)?.problem.contains("Permission denied") == true)
  }

  @Test("a COMTRADE recording without its other half says which")
  func half() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.cfg", ComtradeWriter().configuration)
    let error = failure(path)
    #expect(error?.kind == .data)
    #expect(error?.problem == "expected its other half \(folder.path)/a.dat beside it, found none")
    #expect(try failure(folder.write("b.dat", [0]))?.problem.contains("/b.cfg") == true)
  }

  @Test("a file of unknown name and content asks for its format")
  func unknownFormat() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("mystery", [0, 0, 0, 0, 0, 0, 0, 0])
    let error = failure(path)
    #expect(error?.problem.hasSuffix("found neither") == true)
    #expect(error?.remedy == .say(.format))
    #expect(failure(path, format: .s16le) == nil)
  }

  @Test("standard input is never COMTRADE")
  func standardInput() {
    #expect(failure("-", format: .comtrade)?.kind == .noInput)
  }
}
