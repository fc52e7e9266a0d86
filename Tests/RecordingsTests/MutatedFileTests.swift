// SPDX-License-Identifier: Apache-2.0
import Foundation
import Recordings
import StrictJSON
import Testing
import _TestSupport

@testable import struct Recordings.ComtradeConfiguration

/// Files of every kind, each with a few bytes changed, left out, repeated or put in: frames or one line of error, no trap and no
/// end of memory.
///
/// A part in each run; a million of them where `P1CLAMP_FILES=1000000` asks for it, which takes minutes with the optimiser.
@Suite("Mutated files")
struct MutatedFileTests {
  private static let asked = ProcessInfo.processInfo.environment["P1CLAMP_FILES"].flatMap { Int($0) }
  private static let count = asked ?? Trials.count(12_000, or: 600)

  /// A kind of file: what it is called, how it is read, and right ones.
  struct Kind: Sendable, CustomTestStringConvertible {
    var name: String
    var format = Recording.Format.auto
    var channels: [String] = ["V", "I1"]
    var files: [[UInt8]]
    var testDescription: String { "\(name) \(format.rawValue)" }
  }

  private static let samples: [Int] = (0..<60).flatMap { [Int(2000 * sin(0.3 * Double($0))), 40 * $0 - 900] }

  private static func wav(_ tag: Int, _ bits: Int, rate: Int, isLong: Bool = false) -> [UInt8] {
    let width = bits / 8
    var format = WAVWriter.little(tag, 2) + WAVWriter.little(2, 2) + WAVWriter.little(rate, 4)
    format +=
      WAVWriter.little(rate * 2 * width, 4) + WAVWriter.little(2 * width, 2) + WAVWriter.little(bits, 2)
    let data = samples.flatMap { value -> [UInt8] in
      tag == 3 ? WAVWriter.little(Float(value).bitPattern, width) : WAVWriter.little(value, width)
    }
    let long = WAVWriter.chunk(
      "ds64", WAVWriter.little(0, 8) + WAVWriter.little(data.count, 8) + WAVWriter.little(0, 12))
    let body = Array("WAVE".utf8) + (isLong ? long : []) + WAVWriter.chunk("fmt ", format)
    return Array((isLong ? "RF64" : "RIFF").utf8) + WAVWriter.little(body.count, 4) + body
      + WAVWriter.chunk("data", data, size: isLong ? .max : nil)
  }

  private static var tables: [[UInt8]] {
    let header = ["Time (s),V (V),I (A)\n", "", "a;b;c\n", "t\tU\tI\n(ms)\t(V)\t(A)\n\n"]
    return header.enumerated().map { index, header in
      let separator = [",", ",", ";", "\t"][index]
      let lines = (0..<40).map { record in
        ["\(Double(record) / 4000)", "\(samples[2 * record])", "\(Double(samples[2 * record + 1]) / 7)"]
          .joined(separator: separator)
      }
      return Array((header + lines.joined(separator: "\n")).utf8)
    }
  }

  private static var comtrade: [[UInt8]] {
    (0..<12).map { index in
      var writer = ComtradeWriter()
      writer.encoding = [.ascii, .binary, .binary32, .float32][index % 4]
      writer.revision = ["", "1999", "2013"][index % 3]
      writer.digitalCount = index % 2 == 0 ? 17 : 0
      for channel in writer.analogs.indices {
        writer.analogs[channel].codes = Array(writer.analogs[channel].codes.prefix(30))
      }
      writer.rates = [nil, [("0", 30)], [("1200", 10), ("30000", 30)], [("700", 30)]][index / 3]
      return writer.single(counts: index % 2 > 0)
    }
  }

  static let kinds = [
    Kind(
      name: "a.wav",
      files: [
        wav(1, 8, rate: 8000), wav(1, 16, rate: 44100), wav(1, 16, rate: 8000), wav(1, 24, rate: 8000),
        wav(1, 32, rate: 900), wav(3, 32, rate: 48000), wav(1, 24, rate: 8000, isLong: true),
      ]),
    Kind(name: "a.csv", channels: [], files: tables),
    Kind(name: "a.csv", channels: ["2", "3"], files: tables),
    Kind(name: "a.cff", channels: ["1", "2"], files: comtrade),
    Kind(name: "a.raw", format: .s16le, files: [samples.flatMap { WAVWriter.little($0, 2) }]),
    Kind(name: "a.raw", format: .u16le, files: [samples.flatMap { WAVWriter.little($0 + 2048, 2) }]),
    Kind(name: "a.raw", format: .s24le, files: [samples.flatMap { WAVWriter.little($0, 3) }]),
    Kind(name: "a.raw", format: .s32le, files: [samples.flatMap { WAVWriter.little($0, 4) }]),
    Kind(
      name: "a.raw", format: .f32le, files: [samples.flatMap { WAVWriter.little(Float($0).bitPattern, 4) }]),
  ]

  /// The most memory that this process has had, bytes; 0 where the system does not tell.
  private static var peakMemory: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0) << 10
  }

  @Test("give frames or one line of error, in little memory", arguments: kinds)
  func files(kind: Kind) throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: UInt64(kind.files[0].count))
    let rates: [Double?] = [nil, nil, 4000, 48000, 700, 44100]
    let before = Self.peakMemory
    for round in 0..<max(1, Self.count / Self.kinds.count) {
      let bytes = mutated(kind.files[round % kind.files.count], &random)
      let path = try folder.write(kind.name, bytes)
      let comment: Comment = "\(kind.testDescription), round \(round)"
      let error = failure(
        path, format: kind.format, rate: rates[round % rates.count], channels: kind.channels)
      check(error, path, comment)
      guard round % 5 == 0 else { continue }
      do throws(InputError) {
        _ = try Recording.summary(path, format: kind.format, columns: 2)
      } catch {
        check(error, path, comment)
      }
    }
    // Files of a few kilobytes; where they are asked for no other test of this process takes memory beside them.
    if Self.asked != nil { #expect(Self.peakMemory - before < 64 << 20) }
  }

  private func check(_ error: InputError?, _ path: String, _ comment: Comment) {
    guard let error else { return }
    #expect(!error.description.contains { $0.isNewline }, comment)
    #expect(error.description.hasPrefix(path.dropLast(4)), comment)
    #expect(error.problem.contains("expected") && error.description.utf8.count < 4000, comment)
  }
}
