// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite("COMTRADE recordings whose timestamps jump")
struct ComtradeGapTests {
  /// Blocks of a recording of 100 frames at 1200 frames/s, and what is missing before each.
  private func blocks(
    _ timestamps: [Int?], multiplier: String = "1", upTo maximum: Int = 1000
  ) throws -> [[Int]] {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.timestamps = timestamps
    writer.timestampMultiplier = multiplier
    var source = try Recording.open(writer.write(folder), channels: ["UL1", "IL1"])
    var blocks: [[Int]] = []
    var codes: [Int16] = []
    while case let frames = try source.read(upTo: maximum), !frames.isEmpty {
      blocks.append([source.lost, frames.count / 2])
      codes += frames
    }
    #expect(codes.count == 200)
    return blocks
  }

  /// Microseconds of each record, those from `record` on later by so many frames.
  private func stamps(_ jumps: [(record: Int, frames: Double)]) -> [Int] {
    (0..<100).map { index in
      let frames = jumps.reduce(Double(index)) { $0 + ($1.record <= index ? $1.frames : 0) }
      return Int((frames * 1e6 / 1200).rounded())
    }
  }

  @Test("a block ends where frames are missing, and the next one tells how many")
  func gaps() throws {
    #expect(try blocks(stamps([])) == [[0, 100]])
    #expect(try blocks(stamps([(50, 6000)])) == [[0, 50], [6000, 50]])
    #expect(try blocks(stamps([(50, 1)])) == [[0, 50], [1, 50]])
    #expect(try blocks(stamps([(20, 3), (99, 17)])) == [[0, 20], [3, 79], [17, 1]])
    #expect(try blocks(stamps([(50, 10)]), upTo: 40) == [[0, 40], [0, 10], [10, 40], [0, 10]])
  }

  @Test("stamps that are wrong, coarse, shared, unknown, set back or no times at all are no gaps")
  func none() throws {
    let exact = stamps([])
    var odd = exact
    odd[50] += 50_000
    #expect(try blocks(odd) == [[0, 100]])
    #expect(try blocks(exact.map { $0 + ($0 % 3 - 1) * 200 }) == [[0, 100]])
    // In units of 10 ms, twelve frames in each, and shared by 16 frames.
    #expect(try blocks(exact.map { $0 / 10_000 }, multiplier: "10000") == [[0, 100]])
    #expect(try blocks((0..<100).map { exact[$0 / 16 * 16] }) == [[0, 100]])
    #expect(try blocks((0..<100).map { $0 < 50 ? exact[$0] : exact[$0 - 50] }) == [[0, 100]])
    #expect(try blocks(exact.map { $0 * 1000 }) == [[0, 100]])
    #expect(try blocks([Int?](repeating: nil, count: 100)) == [[0, 100]])
    #expect(try blocks([Int](repeating: 0, count: 100)) == [[0, 100]])
    // A clock that was set by more than a day.
    #expect(try blocks(stamps([(50, 1200 * 86_401)]).map { $0 / 1000 }, multiplier: "1000") == [[0, 100]])
  }

  /// 10 A and 200 V of 50 Hz for 3 s, of which 5 s are missing in the middle: in those the mains goes on.
  private func recording(in folder: TemporaryFolder) throws -> String {
    var writer = ComtradeWriter()
    let frames = (0..<3600).map { $0 < 1800 ? $0 : $0 + 6000 }
    let sines = frames.map { sin(2 * .pi * 50 * Double($0) / 1200) }
    writer.analogs = [
      .init(name: "U", unit: "V", multiplier: 0.02, codes: sines.map { (14_142 * $0).rounded() }),
      .init(name: "I", unit: "A", multiplier: 0.002, codes: sines.map { (7071 * $0).rounded() }),
    ]
    writer.timestamps = frames.map { Int((Double($0) * 1e6 / 1200).rounded()) }
    writer.rates = [("1200", 3600)]
    return try writer.write(folder)
  }

  @Test("the meter skips what is missing: the gap is told, and time goes on after it")
  func measured() throws {
    let folder = try TemporaryFolder()
    let source = try Recording.open(recording(in: folder), channels: ["U", "I"])
    var blocks = FrameBlocks(source, framesPerBlock: 500)
    var meter = try Meter(
      MeterConfiguration(rate: 1200, channelCount: 2, calibration: source.calibration, wiring: .single),
      estimator: FixedEstimator())
    var readings: [Reading] = []
    let count = try meter.measure(&blocks) { readings.append($0.checked()) }
    #expect(count == readings.count && blocks.frameCount == 3600)
    #expect(readings.map(\.time) == [1, 2, 7, 8])
    // The cycle that frames are missing from at its end, and the one at its beginning.
    #expect(readings.map(\.flags) == [[], .gap, .gap, []])
    for reading in readings {
      let line = try #require(reading.lines[.l1])
      #expect(abs(line.current - 10) < 0.01 && abs(line.phase ?? 90) < 0.1)
    }
    try #require(readings.count == 4)
    #expect(readings[1].end <= 1.5 && readings[2].start >= 6.5 && readings[3].end > 7.97)
  }
}
