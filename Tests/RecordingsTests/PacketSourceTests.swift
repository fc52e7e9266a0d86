// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite("Packets of frames")
struct PacketSourceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Frames whose codes tell their numbers.
  private static func packet(_ first: UInt32, _ count: Int = 10, channels: Int = 4) -> FramePacket {
    let codes = (0..<count).flatMap { frame in
      (0..<channels).map { Int16(truncatingIfNeeded: (Int(first) + frame) % 500 * 4 + $0) }
    }
    return FramePacket(first: first, channels: channels, codes: codes)
  }

  /// What is read: how many frames are lost before each block, and its codes.
  private func read(_ bytes: [UInt8]) throws -> (blocks: [(lost: Int, codes: [Int16])], faults: StreamFaults)
  {
    var source = try Recording.open(folder.write("a", bytes), format: .frames, rate: 4000)
    var blocks: [(lost: Int, codes: [Int16])] = []
    while case let codes = try source.read(upTo: 1000), !codes.isEmpty { blocks.append((source.lost, codes)) }
    return (blocks, source.faults)
  }

  @Test("what is written is read, through the end of the count")
  func roundTrip() throws {
    let packets = (0..<20).map { Self.packet(UInt32.max - 99 &+ UInt32($0 * 10)) }
    let (blocks, faults) = try read(packets.flatMap(\.bytes))
    #expect(blocks.flatMap(\.codes) == packets.flatMap(\.codes))
    #expect(blocks.allSatisfy { $0.lost == 0 } && faults == StreamFaults())
    var number: UInt32 = 0
    let codes = packets.flatMap(\.codes)
    let (again, _) = try read(Recording.packets(of: codes, channelCount: 4, from: &number))
    #expect(again.flatMap(\.codes) == codes && number == 200)
  }

  @Test("lost, repeated and late packets are known by their numbers, and a sender that begins again")
  func order() throws {
    let numbers: [UInt32] = [0, 10, 30, 40, 40, 20, 50, 1_000_000, 0, 10]
    let (blocks, faults) = try read(numbers.flatMap { Self.packet($0).bytes })
    let kept: [UInt32] = [0, 10, 30, 40, 50, 1_000_000, 0, 10]
    #expect(blocks.flatMap(\.codes) == kept.flatMap { Self.packet($0).codes })
    #expect(blocks.map(\.lost) == [0, 0, 10, 0, 0, 999_940, 1, 0])
    var expected = StreamFaults()
    (expected.lostFrames, expected.repeatedFrames, expected.restarts) = (999_950, 20, 1)
    #expect(faults == expected)
    #expect(
      faults.words(since: StreamFaults())
        == "999950 frames were lost on the way, 20 frames came again or too late and are left out, 1 restart of the sender"
    )
  }

  @Test("of a packet that overlaps the one before the new frames are read")
  func overlap() throws {
    let (blocks, faults) = try read(Self.packet(0).bytes + Self.packet(5).bytes)
    #expect(blocks.flatMap(\.codes) == Self.packet(0, 15).codes && faults.repeatedFrames == 5)
  }

  @Test("whatever is cut out, put in or changed, each frame that is read is right and in its place")
  func damage() throws {
    var generator = SeededGenerator(seed: 19)
    let packets = (0..<60).map { Self.packet(UInt32($0 * 10), 10) }
    let whole = packets.flatMap(\.bytes)
    for trial in 0..<200 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 200..<bytes.count - 200, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes.removeSubrange(place..<place + Int.random(in: 1...150, using: &generator))
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.insert(contentsOf: FramePacket.magic + [4, 64, 1, 2], at: place)
        default:
          bytes.insert(contentsOf: (0..<50).map { _ in .random(in: 0...255, using: &generator) }, at: place)
        }
      }
      let (blocks, faults) = try read(bytes)
      var frame = 0
      for block in blocks {
        frame += block.lost
        #expect(block.codes == Self.packet(UInt32(frame), block.codes.count / 4).codes, "trial \(trial)")
        frame += block.codes.count / 4
      }
      // The first and the last packets are whole.
      #expect(frame == 600 && faults.restarts == 0 && faults.repeatedFrames == 0, "trial \(trial): \(faults)")
    }
  }

  @Test("what holds no packet, or codes beyond the resolution, is refused")
  func refusals() throws {
    let none = try #require(throws: InputError.self) { try read(Array(repeating: 0xF5, count: 1000)) }
    #expect(none.kind == .data && none.problem == "expected packets of frames, found none")
    let wide = FramePacket(first: 7, channels: 1, codes: [2048])
    let error = try #require(throws: InputError.self) { try read(wide.bytes) }
    #expect(error.place == "frame 7" && error.remedy == .resolution(bits: 13))
    for channels in 1...4 {
      let source = try Recording.open(
        folder.write("b", Self.packet(0, channels: channels).bytes), format: .frames, rate: 4000)
      #expect(source.channelCount == channels && source.calibration == .nominal(bits: 12))
    }
  }

  @Test("the function of the firmware's kit writes the same bytes")
  func header() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let program = try folder.write(
      "packets.c",
      """
      #include <stdio.h>
      #include "p1clamp_frames.h"
      int main(void) {
        static uint8_t packet[P1CLAMP_FRAMES_LENGTH(4, 64)];
        static int16_t frames[4 * 64];
        uint32_t number = 4294967200u;
        unsigned channels, count, index;
        for (channels = 1; channels <= 4; channels++)
          for (count = 1; count <= 64; count += 21) {
            for (index = 0; index < channels * count; index++) frames[index] = (int16_t)(37 * index - 2000);
            fwrite(packet, 1, p1clamp_frames_write(packet, number, frames, channels, count), stdout);
            number += count;
          }
        return p1clamp_frames_write(packet, 0, frames, 5, 1) + p1clamp_frames_write(packet, 0, frames, 4, 65) == 0 ? 0 : 1;
      }
      """)
    func run(_ arguments: [String]) throws -> [UInt8] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = arguments
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let bytes = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
      return [UInt8](bytes)
    }
    let tool = folder.file("packets")
    _ = try run([
      "cc", "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror",
      "-I\(root)/.packaging/firmware", "-o", tool, program,
    ])
    var number: UInt32 = 4_294_967_200
    var expected: [UInt8] = []
    for channels in 1...4 {
      for count in stride(from: 1, through: 64, by: 21) {
        let codes = (0..<channels * count).map { Int16(37 * $0 - 2000) }
        expected += FramePacket(first: number, channels: channels, codes: codes).bytes
        number &+= UInt32(count)
      }
    }
    #expect(try run([tool]) == expected)
  }
}
