// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import Metering
import Testing
import _TestSupport

/// A WAV file piece by piece, right unless told otherwise.
struct WAVWriter {
  var tag: UInt16 = 1
  var channels: UInt16 = 4
  var rate: UInt32 = 8000
  var bits: UInt16 = 16
  var isExtensible = false
  var subformat: [UInt8] = [1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
  var declaredSize: UInt32?
  var before: [UInt8] = []
  var after: [UInt8] = []
  var hasFormat = true
  var hasData = true
  var codes: [Int16] = (0..<40).map { Int16($0 * 800 - 16000) }

  static func little(_ value: some FixedWidthInteger, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func chunk(_ tag: String, _ body: [UInt8], size: UInt32? = nil) -> [UInt8] {
    Array(tag.utf8) + little(size ?? UInt32(body.count), 4) + body + (body.count % 2 == 0 ? [] : [0])
  }

  var bytes: [UInt8] {
    let frame = channels &* (bits / 8)
    var format = Self.little(isExtensible ? 0xFFFE : tag, 2) + Self.little(channels, 2) + Self.little(rate, 4)
    format += Self.little(rate &* UInt32(frame), 4) + Self.little(frame, 2) + Self.little(bits, 2)
    if isExtensible { format += Self.little(22, 2) + Self.little(16, 2) + Self.little(0, 4) + subformat }
    var body = Array("WAVE".utf8) + before
    if hasFormat { body += Self.chunk("fmt ", format) }
    if hasData { body += Self.chunk("data", codes.littleEndianBytes, size: declaredSize) }
    return Self.chunk("RIFF", body + after)
  }
}

@Suite("WAV")
struct WAVSourceTests {
  @Test("every number of channels comes back", arguments: [UInt16(1), 2, 3, 4], [false, true])
  func roundTrip(channels: UInt16, isExtensible: Bool) throws {
    let folder = try TemporaryFolder()
    var writer = WAVWriter()
    writer.channels = channels
    writer.isExtensible = isExtensible
    writer.codes.removeLast(40 % Int(channels))
    let source = try Recording.open(folder.write("a.wav", writer.bytes))
    #expect(source.rate == 8000)
    #expect(source.channelCount == Int(channels))
    #expect(source.calibration == .nominal(bits: 16))
    #expect(try allFrames(source, block: 3) == writer.codes)
  }

  @Test("unknown chunks are skipped with their pad byte, and what follows the data is none of it")
  func unknownChunks() throws {
    let folder = try TemporaryFolder()
    var writer = WAVWriter()
    writer.before = WAVWriter.chunk("LIST", [1, 2, 3]) + WAVWriter.chunk("junk", [])
    writer.after = WAVWriter.chunk("id3 ", [1, 2, 3, 4, 5])
    #expect(try allFrames(Recording.open(folder.write("a.wav", writer.bytes))) == writer.codes)
    #expect(try allFrames(Recording.open(folder.write("no-extension", writer.bytes))) == writer.codes)
  }

  @Test("a data chunk of no known size lasts to the end", arguments: [UInt32(0), .max])
  func streamed(size: UInt32) throws {
    let folder = try TemporaryFolder()
    var writer = WAVWriter()
    writer.declaredSize = size
    #expect(try allFrames(Recording.open(folder.write("a.wav", writer.bytes))) == writer.codes)
  }

  @Test("columns are named in their order")
  func columns() throws {
    let folder = try TemporaryFolder()
    var writer = WAVWriter()
    writer.codes = [1, 2, 3, 4, 5, 6, 7, 8]
    let path = try folder.write("a.wav", writer.bytes)
    #expect(try allFrames(Recording.open(path, channels: ["-", "I1", "-", "V"])) == [4, 2, 8, 6])
    #expect(failure(path, channels: ["V", "I1"])?.problem.contains("expected 4 names") == true)
    #expect(failure(path, rate: 8000) == nil)
    // A sound card's clock that is 125 ppm off.
    #expect(try Recording.open(path, rate: 8001).rate == 8001)
    #expect(failure(path, rate: 4000)?.problem == "expected the recording's 8000 frames/s, found 4000")
  }

  /// A way to spoil a file, and what the error then says.
  struct Fault: Sendable, CustomTestStringConvertible {
    let problem: String
    let spoil: @Sendable (inout WAVWriter) -> Void
    var testDescription: String { problem }

    init(_ problem: String, _ spoil: @escaping @Sendable (inout WAVWriter) -> Void) {
      self.problem = problem
      self.spoil = spoil
    }

    static let all: [Fault] = [
      Fault("expected 8, 16, 24 or 32 bits a sample, found 20") { $0.bits = 20 },
      Fault("expected floating-point samples of 32 or 64 bits, found 16") { $0.tag = 3 },
      Fault("or 65534 (extensible), found 2") { $0.tag = 2 },
      Fault("expected the PCM or floating-point subformat") {
        ($0.isExtensible, $0.subformat[0]) = (true, 2)
      },
      Fault("expected 1...64 channels, found 65") { $0.channels = 65 },
      Fault("expected 1...64 channels, found 0") { $0.channels = 0 },
      Fault("expected a fmt chunk first, found the data chunk") { $0.hasFormat = false },
      Fault("expected a data chunk, found the end of the file") { $0.hasData = false },
      Fault("expected a fmt chunk, found the end of the file") {
        ($0.hasFormat, $0.hasData) = (false, false)
      },
      Fault("expected 90 more bytes in the data chunk, found 4: 86 bytes are missing") {
        ($0.declaredSize, $0.codes) = (90, [0, 0])
      },
      Fault("expected frames of 8 bytes, found none") { $0.codes = [] },
      Fault("expected a rate of 500...200000 frames/s, found 384000") { $0.rate = 384000 },
    ]
  }

  @Test("a bad file says what is wrong", arguments: Fault.all)
  func bad(fault: Fault) throws {
    let folder = try TemporaryFolder()
    var writer = WAVWriter()
    fault.spoil(&writer)
    let error = try failure(folder.write("a.wav", writer.bytes))
    #expect(error?.kind == .data)
    #expect(error?.problem.contains(fault.problem) == true, "\(String(describing: error))")
  }

  @Test("of a data chunk that is cut off the whole frames are read, with a warning")
  func truncated() throws {
    let folder = try TemporaryFolder()
    let writer = WAVWriter()
    var source = try Recording.open(folder.write("a.wav", writer.bytes.dropLast(3).map(\.self)))
    #expect(
      source.warnings == [
        "expected 80 bytes of frames, found 77: the 9 whole frames that are there are read"
      ])
    #expect(try source.read(upTo: 100) == Array(writer.codes.prefix(36)))
    #expect(try source.read(upTo: 100) == [])
  }

  @Test("a file that is not RIFF is refused")
  func notRIFF() throws {
    let folder = try TemporaryFolder()
    let error = try failure(folder.write("a.wav", "OggS and other music"))
    #expect(error?.problem == "expected the start of a WAV file, RIFF and WAVE, found \"OggS and oth\"")
  }
}
