// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("What is watched of a live stream")
struct StreamWatchTests {
  @Test(
    "a rate that is wrong by more than half a percent is told after two minutes, chunks and jitter are not")
  func pace() {
    for (rate, isTold) in [(4000.0, false), (4015, false), (3985, false), (4030, true), (3970, true)] {
      var pace = StreamPace(rate: 4000)
      var generator = SeededGenerator(seed: 19)
      var lines: [String] = []
      // A second's chunks, each up to 80 ms late.
      for second in 0..<400 {
        let late = UInt64.random(in: 0...80, using: &generator)
        if let line = pace.line(frames: Int(rate), lost: 0, at: UInt64(second) * 1000 + late) {
          lines.append(line)
        }
      }
      #expect(lines.count == (isTold ? 1 : 0), "\(rate): \(lines)")
      if isTold { #expect(lines.first?.contains("not at 4000") == true) }
    }
  }

  @Test("what was lost or stopped for a while is no wrong rate")
  func gaps() {
    var pace = StreamPace(rate: 4000)
    for second in 0..<400 {
      let isAfterGap = second % 50 == 49
      let line = pace.line(
        frames: 4000, lost: isAfterGap ? 9000 : 0, at: UInt64(second) * 1000 + UInt64(second / 50) * 5000)
      #expect(line == nil)
    }
  }

  /// Bytes of seconds of a star net, of which so many codes are left out after the first ten seconds.
  private static func codes(seconds: Double, leavingOut count: Int) -> [Int16] {
    let bytes = Frames.star(seconds: seconds)
    let codes = stride(from: 0, to: bytes.count, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
    let place = Int(10 * Frames.rate) * 4 + 1
    return Array(codes[..<place] + codes[(place + count)...])
  }

  @Test("columns that are turned by lost codes are told, with the voltage's new place", arguments: 0...4)
  func columns(lost: Int) {
    var watch = ColumnWatch(rate: Frames.rate, channelCount: 4)
    let codes = Self.codes(seconds: 20, leavingOut: lost)
    var lines: [String] = []
    for start in stride(from: 0, to: codes.count, by: 400) {
      if let line = watch.line(about: Array(codes[start..<min(start + 400, codes.count)]), lost: 0) {
        lines.append(line)
      }
    }
    guard (1...3).contains(lost) else {
      #expect(lines == [])
      return
    }
    #expect(lines.count == 1 && lines[0].contains("to column \(4 - lost + 1):"), "\(lines)")
  }

  @Test("a voltage that is lost, or comes late, has not moved")
  func lostVoltage() {
    var watch = ColumnWatch(rate: 100, channelCount: 2)
    func second(_ first: Double, _ other: Double) -> [Int16] {
      (0..<100).flatMap { frame in
        let wave = sin(2 * .pi * Double(frame) / 20) * 2.0.squareRoot()
        return [Int16(first * wave), Int16(other * wave)]
      }
    }
    let seconds =
      [second(0, 500)] + (0..<8).map { _ in second(800, 100) } + (0..<8).map { _ in second(0, 0) }
      + (0..<8).map { _ in second(800, 790) }
    for codes in seconds { #expect(watch.line(about: codes, lost: 0) == nil) }
    for _ in 0..<2 { #expect(watch.line(about: second(100, 800), lost: 0) == nil) }
    #expect(watch.line(about: second(100, 800), lost: 0)?.contains("column 2") == true)
    #expect(watch.line(about: second(100, 800), lost: 0) == nil)
    #expect(watch.line(about: second(800, 100), lost: 0) == "the voltage is in its column again")
  }

  @Test("a run of packets of which some are lost tells how many, and marks the readings")
  func run() async throws {
    let simulated = try await Tool.run(
      ["simulate", "--scenario", "star", "--seconds", "6", "--format", "frames", "--write", "-"]
        + Frames.options)
    #expect(simulated.status == 0)
    let length = 8 + 2 * 4 * 64 + 2
    // The 20th to the 39th packet of 64 frames.
    let damaged = Array(simulated.output[..<(20 * length)] + simulated.output[(40 * length)...])
    let outcome = try await Tool.run(
      ["run", "--input", "-", "--format", "frames", "--output", "json"] + Frames.options, input: damaged)
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains("standard input: 1280 frames were lost on the way\n"), "\(outcome.errors)")
    let readings = try outcome.lines.map(Tool.object)
    #expect(readings.contains { ($0["flags"] as? [String])?.contains("gap") == true })
    #expect(readings.last?["time"] as? Double == 6)
  }
}
