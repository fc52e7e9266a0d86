// SPDX-License-Identifier: Apache-2.0
@testable import StrictJSON
@testable import Recordings
import Foundation
import Metering
import Testing
import _TestSupport

@Suite("Writing recordings")
struct RecordingWritingTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// Codes of a resolution from rail to rail.
  private func codes(_ count: Int, bits: Int, seed: UInt64 = 7) -> [Int16] {
    var generator = SeededGenerator(seed: seed)
    let rail = 1 << (bits - 1)
    let random = (0..<count).map { _ in Int16(Int.random(in: -rail..<rail, using: &generator)) }
    return [Int16(-rail), Int16(rail - 1)] + random.dropFirst(2)
  }

  /// Writes frames in blocks and returns the recording's path.
  private func write(
    _ frames: [Int16], _ name: String, format: Recording.Format = .auto, rate: Double = 4000,
    channels: Int = 4,
    calibration: Calibration = .nominal(), block: Int = 7
  ) throws -> String {
    let path = folder.path + "/" + name
    var sink = try Recording.create(
      path, format: format, rate: rate, channelCount: channels, calibration: calibration)
    for start in stride(from: 0, to: frames.count, by: block * channels) {
      try sink.write(Array(frames[start..<min(start + block * channels, frames.count)]))
    }
    try sink.finish()
    return path
  }

  @Test("raw frames are read as they were written", arguments: 12...16)
  func raw(bits: Int) throws {
    let frames = codes(400, bits: bits)
    let path = try write(frames, "a.raw", calibration: .nominal(bits: bits))
    #expect(try allFrames(Recording.open(path, bits: bits)) == frames)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(frames.littleEndianBytes))
  }

  @Test("a WAV file has full scale for full scale", arguments: 12...16, 1...4)
  func wav(bits: Int, channels: Int) throws {
    let frames = codes(120 * channels, bits: bits)
    let calibration = Calibration.nominal(bits: bits)
    let path = try write(frames, "a.wav", rate: 8000, channels: channels, calibration: calibration)
    let source = try Recording.open(path)
    #expect(source.rate == 8000)
    #expect(source.channelCount == channels)
    #expect(try allFrames(source) == frames.map { $0 << (16 - bits) })
    // A code of the file means so much less as it is larger, exactly: both are powers of two.
    let factor = Double(1 << (16 - bits))
    #expect(source.calibration.channels.voltage.scale * factor == calibration.channels.voltage.scale)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(bytes.count == 44 + 2 * frames.count)
    #expect(bytes.unsigned32(at: 4) == UInt32(bytes.count - 8))
    #expect(bytes.unsigned32(at: 28) == UInt32(8000 * 2 * channels))
    #expect(bytes.unsigned32(at: 40) == UInt32(2 * frames.count))
  }

  @Test("COMTRADE keeps codes, multipliers, skews and a rate with a fraction", arguments: [12, 16])
  func comtrade(bits: Int) throws {
    let frames = codes(300, bits: bits)
    var calibration = Calibration.nominal(bits: bits)
    calibration.channels.inputs[.input1] = ChannelCalibration(scale: -0.0123456789012345, delay: 12.5e-6)
    let path = try write(frames, "a.cfg", rate: 1000.25, channels: 3, calibration: calibration)
    for name in [path, folder.path + "/a.dat", folder.path + "/a"] {
      let source = try Recording.open(name, channels: ["V", "I1", "I2"])
      #expect(source.rate == 1000.25)
      #expect(try allFrames(source) == frames)
      #expect(source.calibration.channels.voltage == calibration.channels.voltage)
      #expect(source.calibration.channels.inputs[.input1].scale == -0.0123456789012345)
      #expect(abs(source.calibration.channels.inputs[.input1].delay - 12.5e-6) < 1e-15)
      #expect(source.calibration.channels.inputs[.input2] == calibration.channels.inputs[.input2])
    }
  }

  @Test("a COMTRADE configuration, line by line")
  func configuration() throws {
    let path = try write(codes(40, bits: 12), "a.dat", channels: 2)
    #expect(
      try String(contentsOfFile: folder.path + "/a.cfg", encoding: .utf8)
        == [
          "P1Clamp,p1clamp,1999", "2,2A,0D", "1,V,,,V,0.1953125,0,0,-2048,2047,1,1,P",
          "2,I1,,,A,0.030517578125,0,0,-2048,2047,1,1,P", "50", "1", "4000,20", "01/01/2000,00:00:00.000000",
          "01/01/2000,00:00:00.000000", "BINARY", "1", "",
        ].joined(separator: "\r\n"))
    let records = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(records.count == 20 * 12)
    #expect((0..<20).map { records.unsigned32(at: $0 * 12) } == (1...20).map { $0 })
    #expect((0..<20).map { records.unsigned32(at: $0 * 12 + 4) } == (0..<20).map { $0 * 250 })
  }

  @Test("where the frames are split makes no difference", arguments: ["a.raw", "a.wav", "a.cfg"])
  func splitting(name: String) throws {
    let frames = codes(400, bits: 12)
    func bytes(block: Int) throws -> Data {
      let path = try write(frames, name, block: block)
      return try Data(contentsOf: URL(fileURLWithPath: path.replacingOccurrences(of: ".cfg", with: ".dat")))
    }
    #expect(try bytes(block: 1) == bytes(block: 100))
  }

  @Test("there is nothing under the name before the end, and nothing at all without it")
  func unfinished() throws {
    _ = try folder.write("b.wav", "before")
    for name in ["a.raw", "b.wav", "c.cfg"] {
      var sink = try Recording.create(
        folder.path + "/" + name, rate: 4000, channelCount: 4, calibration: .nominal())
      try sink.write(codes(40, bits: 12))
      #expect(try !names.contains { ["a.raw", "c.cfg", "c.dat"].contains($0) })
    }
    #expect(try names == ["b.wav"])
    #expect(try String(contentsOfFile: folder.path + "/b.wav", encoding: .utf8) == "before")
  }

  @Test("the name tells the format, and its extension is written in any case")
  func formats() throws {
    _ = try write(codes(40, bits: 12), "a", format: .comtrade)
    _ = try write(codes(40, bits: 12), "b.CFG")
    _ = try write(codes(40, bits: 12), "c.WAV")
    _ = try write(codes(40, bits: 12), "d")
    #expect(try names == ["a.cfg", "a.dat", "b.CFG", "b.dat", "c.WAV", "d"])
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/c.WAV")).starts(with: Data("RIFF".utf8)))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/d")).count == 80)
  }

  @Test("a rate with a fraction does not fit a WAV file")
  func fraction() throws {
    let error = #expect(throws: InputError.self) {
      try write(codes(40, bits: 12), "a.wav", rate: 4000.5)
    }
    #expect(error?.kind == .data)
    #expect(error?.problem == "expected whole frames/s for a WAV file, found 4000.5")
    #expect(try names == [])
  }

  @Test("a device that is there is written in place, in every format", arguments: ["s16le", "wav"])
  func device(format: String) throws {
    let format = try #require(Recording.Format(rawValue: format))
    var sink = try Recording.create(
      "/dev/null", format: format, rate: 4000, channelCount: 4, calibration: .nominal())
    try sink.write(codes(40, bits: 12))
    try sink.finish()
    var status = stat()
    #expect(stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("what cannot be written says why", arguments: ["a.raw", "a.wav", "a.cfg", "a.dat"])
  func unwritable(name: String) throws {
    let missing = #expect(throws: InputError.self) {
      try Recording.create(
        folder.path + "/none/" + name, rate: 4000, channelCount: 4, calibration: .nominal())
    }
    #expect(missing?.kind == .inputOutput)
    #expect(missing?.problem == "expected to write it: No such file or directory")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/" + name, withIntermediateDirectories: false)
    let directory = #expect(throws: InputError.self) { try write(codes(40, bits: 12), name) }
    #expect(directory?.kind == .inputOutput)
    #expect(directory?.problem == "expected a file to write, found a directory")
    #expect(try names == [name])
  }

  @Test("a full disk says so", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func full() throws {
    var sink = try Recording.create(
      "/dev/full", format: .s16le, rate: 4000, channelCount: 4, calibration: .nominal())
    let error = #expect(throws: InputError.self) { try sink.write(codes(40, bits: 12)) }
    #expect(error?.description == "/dev/full: expected to write it: No space left on device")
  }
}
