// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// Snapshots that are over before a meter has found the voltage on the way.
@Suite("Recordings of a few periods")
struct ShortRecordingTests {
  /// A recording of 230 V and 10 A that lag by 30 degrees, beginning anywhere in a period.
  private func recording(
    periods: Double, frequency: Double, rate: Double, distortion: Double = 0,
    using generator: inout SeededGenerator
  ) -> [UInt8] {
    let phase = Double.random(in: 0..<2 * .pi, using: &generator)
    return (0..<Int(periods / frequency * rate)).flatMap { frame -> [UInt8] in
      let angle = 2 * Double.pi * frequency * Double(frame) / rate + phase
      let voltage = 230 * 2.0.squareRoot() * (cos(angle) + distortion * cos(5 * angle + 1))
      let values = [Float(voltage), Float(10 * 2.0.squareRoot() * cos(angle - .pi / 6))]
      return values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
    }
  }

  private func readings(_ bytes: [UInt8], rate: Double) async throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.f32le", bytes)
    return try await Tool.readings([
      "--input", path, "--rate", "\(rate)", "--channels", "V,I1", "--units", "V,A", "--wiring", "single",
    ])
  }

  @Test(
    "five and a half periods are three whole ones at least, within 0.01 %, none of them before the first frame",
    arguments: [1000, 4000, 10_000, 48_000] as [Double], [46, 50.2, 60, 64] as [Double])
  func few(rate: Double, frequency: Double) async throws {
    var generator = SeededGenerator(seed: UInt64(rate * frequency))
    for (periods, distortion) in [(5.5, 0), (5.5, 0.05), (7, 0.05)] {
      let bytes = recording(
        periods: periods, frequency: frequency, rate: rate, distortion: distortion, using: &generator)
      let found = try await readings(bytes, rate: rate)
      #expect(found.count == 1)
      try expect(#require(found.first), frequency: frequency, periods: periods, distortion: distortion)
    }
  }

  private func expect(
    _ reading: [String: Any], frequency: Double, periods: Double, distortion: Double
  ) throws {
    #expect(reading["partial"] as? Bool == true && reading["flags"] as? [String] == [])
    #expect(reading["cycle"] as? Int == 1)
    let start = try #require(reading["start"] as? Double)
    let end = try #require(reading["end"] as? Double)
    #expect(start > 0 && end < periods / frequency && (end - start) * frequency > periods - 2.51)
    #expect(abs((reading["frequency"] as? Double ?? 0) - frequency) < 0.02)
    let voltage = 230 * (1 + distortion * distortion).squareRoot()
    #expect(abs((reading["voltage"] as? Double ?? 0) / voltage - 1) < 2e-4)
    let line = try #require((reading["lines"] as? [[String: Any]])?.first)
    #expect(abs((line["current"] as? Double ?? 0) / 10 - 1) < 1e-4)
    #expect(abs((line["phase"] as? Double ?? 0) - 30) < 0.05)
    #expect(line["direction"] as? String == "import")
  }

  // Near 50 Hz a period at 4000 frames/s is a little less than 80 frames, and ends between two of them.
  @Test(
    "a recording of five and a half periods or more is read at any frequency, wherever it begins",
    arguments: [42, 49.9, 50.02, 50.1, 57.3, 70] as [Double], [1000, 4000] as [Double])
  func anyFrequency(frequency: Double, rate: Double) async throws {
    var generator = SeededGenerator(seed: UInt64(1000 * frequency + rate))
    for periods in [5.5, 12.5, 0.45 * frequency] {
      let bytes = recording(periods: periods, frequency: frequency, rate: rate, using: &generator)
      let found = try await readings(bytes, rate: rate)
      #expect(found.count == 1)
      let reading = try #require(found.first)
      #expect(reading["partial"] as? Bool == true && reading["flags"] as? [String] == [])
      #expect(reading["start"] as? Double ?? -1 >= 0)
      let line = try #require((reading["lines"] as? [[String: Any]])?.first)
      #expect(abs((line["current"] as? Double ?? 0) / 10 - 1) < 1e-4)
    }
  }

  @Test("just below half a second and just above, a recording is read alike")
  func halfSecond() async throws {
    var generator = SeededGenerator(seed: 5)
    for periods in [24.5, 25.5] {
      let found = try await readings(
        recording(periods: periods, frequency: 50, rate: 4000, using: &generator), rate: 4000)
      let line = try #require((found.first?["lines"] as? [[String: Any]])?.first)
      #expect(abs((line["current"] as? Double ?? 0) / 10 - 1) < 1e-4)
    }
  }

  @Test(
    "three periods after the last whole second are a reading, with their frequency",
    arguments: [46, 50.2, 64])
  func rest(frequency: Double) async throws {
    var generator = SeededGenerator(seed: UInt64(frequency))
    var counts: Set<Int> = []
    for step in 0..<12 {
      let periods = 2 * frequency + 2 + 0.4 * Double(step)
      let found = try await readings(
        recording(periods: periods, frequency: frequency, rate: 4000, using: &generator), rate: 4000)
      try #require(found.count == 2 || found.count == 3)
      guard found.count == 3 else { continue }
      let reading = found[2]
      #expect(reading["partial"] as? Bool == true && reading["flags"] as? [String] == [])
      let duration = try #require(reading["duration"] as? Double)
      counts.insert(Int((duration * frequency).rounded()))
      // A period's edge moves by 1 us: of three it is 2.5 mHz.
      #expect(abs((reading["frequency"] as? Double ?? 0) - frequency) < 2.5e-3)
      let line = try #require((reading["lines"] as? [[String: Any]])?.first)
      #expect(abs((line["current"] as? Double ?? 0) / 10 - 1) < 1e-4)
      #expect(abs((line["phase"] as? Double ?? 0) - 30) < 0.01)
      #expect(line["direction"] as? String == "import")
    }
    #expect(counts.isSuperset(of: [3, 4, 5]) && counts.isDisjoint(with: [0, 1, 2]))
  }

  @Test("two periods, and a recording without a voltage, are refused with their length")
  func tooFew() async throws {
    var generator = SeededGenerator(seed: 6)
    let folder = try TemporaryFolder()
    let two = recording(periods: 2, frequency: 50, rate: 4000, using: &generator)
    for bytes in [two, [UInt8](repeating: 0, count: 8 * 400)] {
      let path = try folder.write("a.f32le", bytes)
      let outcome = try await Tool.run([
        "run", "--input", path, "--channels", "V,I1", "--units", "V,A", "--wiring", "single",
      ])
      #expect(outcome.status == 65)
      #expect(
        outcome.errors.contains("found \(Double(bytes.count / 8) / 4000) s (\(bytes.count / 8) frames)"))
    }
  }
}
