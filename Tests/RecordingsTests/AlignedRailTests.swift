// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite("Rails of left-aligned converters")
struct AlignedRailTests {
  /// Two channels at 4000 frames/s: a voltage of 80 % of full scale, and a current of 180 % that a converter of some bits clips.
  /// Codes are those of the converter, right-aligned.
  private static func codes(bits: Int) -> [Int] {
    let full = Double(1 << (bits - 1))
    return (0..<2000).flatMap { frame -> [Int] in
      let angle = 2 * Double.pi * 50.02 * Double(frame) / 4000
      return [0.8 * sin(angle), 1.8 * sin(angle)].map {
        Int(max(-full, min(full - 1, ($0 * full).rounded())))
      }
    }
  }

  /// Those codes in a format; floating-point ones of full scale 1.
  private static func bytes(bits: Int, format: Recording.Format) -> [UInt8] {
    codes(bits: bits).flatMap { code -> [UInt8] in
      switch format {
      case .u16le: WAVWriter.little((code << (16 - bits)) + 32768, 2)
      case .s24le: WAVWriter.little(code << (24 - bits), 3)
      case .s32le: WAVWriter.little(code << (32 - bits), 4)
      case .f32le: WAVWriter.little(Float(Double(code) / Double(1 << (bits - 1))).bitPattern, 4)
      default: WAVWriter.little(code << (16 - bits), 2)
      }
    }
  }

  private static let cases: [(Int, Recording.Format)] = [
    (12, .s16le), (14, .s16le), (16, .s16le), (12, .u16le), (10, .u16le), (16, .s24le), (18, .s24le),
    (20, .s24le), (24, .s24le), (16, .s32le), (18, .s32le), (20, .s32le), (24, .s32le), (32, .s32le),
    (12, .f32le), (16, .f32le), (24, .f32le),
  ]

  /// The codes of a recording's current, from the frame on at which a step is believed.
  private func current(_ source: any FrameSource) throws -> [Int16] {
    let frames = try allFrames(source, block: 300)
    return stride(from: 2 * 40 + 1, to: frames.count, by: 2).map { frames[$0] }
  }

  @Test(
    "a code at either rail is at the rail of the codes, and no other one is, in a file and in a stream",
    arguments: cases)
  func marked(bits: Int, format: Recording.Format) throws {
    let folder = try TemporaryFolder()
    let half = 1 << (bits - 1)
    let codes = Self.codes(bits: bits)
    let wanted = stride(from: 2 * 40 + 1, to: codes.count, by: 2).map { codes[$0] }
    let path = try folder.write("a.raw", Self.bytes(bits: bits, format: format))
    let whole: Int? = [.s16le, .u16le].contains(format) ? 16 : nil
    for isStream in [false, true] {
      // A stated full scale is what a stream has.
      let full: Double? =
        !isStream || whole != nil ? nil : format == .f32le ? 1 : format == .s24le ? 0x1p23 : 0x1p31
      let source = try Recording.open(
        path, format: format, rate: 4000, bits: whole, channels: ["V", "I1"], fullScale: full)
      let found = try current(source)
      #expect(found.count == wanted.count)
      let wrong = zip(found, wanted).filter { code, wanted in
        (code == .max) != (wanted == half - 1) || (code == .min) != (wanted == -half)
      }
      #expect(wrong.isEmpty, "\(wrong.count), first \(wrong.first.map { "\($0)" } ?? "")")
    }
  }

  @Test(
    "a value at a rail is at a rail after decimation too",
    arguments: [Recording.Format.s16le, .s32le, .f32le])
  func decimated(format: Recording.Format) throws {
    let folder = try TemporaryFolder()
    let bits = format == .s16le ? 12 : 24
    let path = try folder.write("a.raw", Self.bytes(bits: bits, format: format))
    let source = try Recording.open(
      path, format: format, rate: 48000, bits: format == .s16le ? 16 : nil, channels: ["V", "I1"])
    let frames = try allFrames(source)
    let current = stride(from: 2 * 40 + 1, to: frames.count, by: 2).map { frames[$0] }
    for rail in [Int16.max, .min] {
      let share = Double(current.count { $0 == rail }) / Double(current.count)
      // A sine of 1.8 times full scale is beyond it for 31 % of the time at each rail.
      #expect(abs(share - acos(1 / 1.8) / .pi) < 0.04, "\(share)")
    }
  }

  @Test("packets of left-aligned codes are marked likewise")
  func packets() throws {
    let folder = try TemporaryFolder()
    let codes = Self.codes(bits: 12).map { Int16($0 << 4) }
    let bytes = stride(from: 0, to: codes.count, by: 40).flatMap { start in
      FramePacket(first: UInt32(start / 2), channels: 2, codes: Array(codes[start..<start + 40])).bytes
    }
    let path = try folder.write("a.frames", bytes)
    let found = try current(Recording.open(path, format: .frames, bits: 16))
    let wanted = stride(from: 2 * 40 + 1, to: codes.count, by: 2).map { codes[$0] }
    #expect(found == wanted.map { $0 == 0x7FF0 ? Int16.max : $0 })
  }

  @Test("codes of a right-aligned converter stay as they are", arguments: [12, 14, 16])
  func rightAligned(bits: Int) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: UInt64(bits))
    let span = 1 << (bits - 1)
    // The first frames have even codes alone, as a quiet input may by chance.
    let quiet = (0..<60).map { _ in 2 * Int.random(in: -5...5, using: &generator) }
    let codes = (quiet + (0..<4000).map { _ in Int.random(in: -span..<span, using: &generator) }).map(
      Int16.init)
    let path = try folder.write("a.raw", codes.littleEndianBytes)
    #expect(try allFrames(Recording.open(path, format: .s16le, bits: bits, channels: ["V", "I1"])) == codes)
    // Fewer bits than the codes can have are right-aligned, whatever their codes are.
    let even = codes.map { $0 & ~1 }
    let other = try folder.write("b.raw", even.littleEndianBytes)
    let found = try allFrames(Recording.open(other, format: .s16le, bits: bits, channels: ["V", "I1"]))
    #expect(found == (bits == 16 ? even.map { $0 == 32766 ? Int16.max : $0 } : even))
  }

  @Test("floating-point numbers beyond full scale, and volts and amperes, have no rails")
  func floats() throws {
    let folder = try TemporaryFolder()
    let bytes = Self.bytes(bits: 12, format: .f32le)
    let path = try folder.write("a.f32le", bytes + WAVWriter.little(Float(1.5).bitPattern, 4) + [0, 0, 0, 0])
    for units in [[], ["V", "A"]] {
      let frames = try allFrames(Recording.open(path, rate: 4000, channels: ["V", "I1"], units: units))
      #expect(!frames.contains(.max) && !frames.contains(.min))
    }
  }

  @Test("an input that stays at the positive rail is at the rail")
  func stuck() throws {
    let folder = try TemporaryFolder()
    let codes = (0..<400).flatMap { frame -> [Int16] in [Int16(frame * 16), 0x7FF0] }
    let path = try folder.write("a.raw", codes.littleEndianBytes)
    #expect(try current(Recording.open(path, bits: 16, channels: ["V", "I1"])).allSatisfy { $0 == .max })
  }
}
