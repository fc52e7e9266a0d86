// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import Testing

@testable import struct Recordings.ComtradeConfiguration
import _TestSupport

@Suite("Mutated recordings")
struct FuzzTests {
  private func expectFramesOrOneLine(
    _ path: String, format: Recording.Format, channels: [String], _ comment: Comment
  ) {
    guard let error = failure(path, format: format, channels: channels) else { return }
    #expect(!error.description.contains { $0.isNewline }, comment)
    #expect(error.description.hasPrefix(path.dropLast(4)), comment)
    #expect(!error.problem.isEmpty, comment)
  }

  @Test(
    "COMTRADE gives frames or one line of error", arguments: ComtradeConfiguration.Encoding.allCases,
    [0, 1, 2])
  func comtrade(encoding: ComtradeConfiguration.Encoding, target: Int) throws {
    let folder = try TemporaryFolder()
    let seed = UInt64(encoding.width * 10 + target + (encoding == .float32 ? 100 : 0))
    var random = SeededGenerator(seed: seed)
    var writer = ComtradeWriter()
    writer.encoding = encoding
    for index in 0..<4 { writer.analogs[index].codes = Array(writer.analogs[index].codes.prefix(12)) }
    for round in 0..<Trials.count(400, or: 25) {
      writer.revision = ["", "1999", "2013"][round % 3]
      writer.digitalCount = round % 2 == 0 ? 17 : 0
      writer.rates = round % 5 == 0 ? [("0", 12)] : nil
      if target == 2 {
        _ = try folder.write("a.cff", mutated(writer.single(counts: round % 4 > 0), &random))
      } else {
        _ = try folder.write(
          "a.cfg", target == 0 ? mutated(writer.configuration, &random) : writer.configuration)
        _ = try folder.write("a.dat", target == 1 ? mutated(writer.data, &random) : writer.data)
      }
      expectFramesOrOneLine(
        folder.path + (target == 2 ? "/a.cff" : "/a.cfg"), format: .comtrade,
        channels: round % 7 == 0 ? ["1", "2", "3", "4"] : ComtradeWriter.channels,
        "seed \(seed), round \(round)")
    }
  }

  @Test("WAV and raw give frames or one line of error", arguments: [UInt64(1), 2, 3])
  func wav(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: seed)
    var writer = WAVWriter()
    for round in 0..<Trials.count(500, or: 50) {
      writer.isExtensible = round % 2 == 0
      writer.before = round % 3 == 0 ? WAVWriter.chunk("LIST", [1, 2, 3]) : []
      let path = try folder.write("a.wav", mutated(writer.bytes, &random))
      expectFramesOrOneLine(path, format: .wav, channels: [], "seed \(seed), round \(round)")
      expectFramesOrOneLine(path, format: .s16le, channels: ["V", "I1"], "seed \(seed), round \(round)")
    }
  }

  @Test("random bytes are no recording", arguments: Recording.Format.allCases)
  func noise(format: Recording.Format) throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 4)
    for round in 0..<Trials.count(200, or: 60) {
      let bytes = (0..<Int.random(in: 1...300, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let name = ["a.cfg", "a.dat", "a.cff", "a.wav", "a.raw", "a.xyz"][round % 6]
      let path = try folder.write(name, bytes)
      expectFramesOrOneLine(path, format: format, channels: ["1"], "round \(round)")
    }
  }
}
