// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite("CSV that is read piece by piece")
struct CSVStreamTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Records at 4000 a second, from 0; some numbers are left out.
  private func text(_ count: Int, without missing: Set<Int> = []) -> String {
    let records = (0..<count).filter { !missing.contains($0) }.map { index in
      "\(Double(index) * 2.5e-4),\(index % 601 - 300),\(index % 7)"
    }
    return "t,V,I\n" + records.joined(separator: "\n") + "\n"
  }

  @Test("records of many blocks follow one another, and holes are where they are")
  func blocks() throws {
    let missing: Set<Int> = [4095, 4096, 4097, 8192, 9000]
    let path = try folder.write("a.csv", text(10_000, without: missing))
    var source = try Recording.open(path)
    #expect(
      source.warnings == [
        "5 records are missing where the times jump, first before record 4096: skipped"
      ]
    )
    let step = source.calibration.channels.voltage.scale
    var place = 0
    while case let frames = try source.read(upTo: 700), !frames.isEmpty {
      place += source.lost
      for frame in 0..<frames.count / 2 {
        #expect(!missing.contains(place))
        #expect(abs(Double(frames[2 * frame]) * step - Double(place % 601 - 300)) <= 0.51 * step)
        place += 1
      }
    }
    #expect(place == 10_000)
    let summary = try Recording.summary(path)
    #expect(summary.records == 9995)
    #expect(summary.holes.map(\.record) == [4096, 8190, 8997] && summary.holes.map(\.records) == [3, 1, 1])
  }

  @Test("what comes through a pipe, which can be read once, is read like a file")
  func pipe() throws {
    let pipe = Pipe()
    let text = text(200)
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    let source = try Recording.open(path, format: .csv)
    let same = try Recording.open(folder.write("a.csv", text))
    #expect(try allFrames(source) == allFrames(same))
    #expect(source.rate == same.rate && source.calibration == same.calibration)
  }

  @Test("a byte order mark before the first record is none of its digits")
  func mark() throws {
    let text = "\u{FEFF}" + text(50).split(separator: "\n").dropFirst().joined(separator: "\n")
    let source = try Recording.open(folder.write("a.csv", text), units: ["V", "A"])
    #expect(try allFrames(source).count == 100)
    #expect(abs(source.rate - 4000) < 1e-6 && source.warnings == [])
  }

  @Test("a header without end is refused, in lines and in bytes")
  func header() throws {
    let words = "no numbers, in this line\n"
    for text in [
      String(repeating: words, count: 1200), String(repeating: "a", count: 1 << 20) + "\n" + words,
    ] {
      #expect(
        failure(try folder.write("a.csv", text + self.text(10)))?.problem
          == "expected lines of numbers between commas, semicolons or tabs, found none")
    }
  }

  @Test("times of more records than the usual step is found by tell the rate and the holes")
  func manyTimes() throws {
    var times = (0..<300_000).map { Double($0) * 2.5e-4 }
    for index in 200_000..<300_000 { times[index] += 1 }
    times[7] = .nan
    var steps = CSVTimes()
    for time in times { steps.add(time) }
    steps.finish()
    #expect(steps.known == 299_999 && steps.steps == 299_997 && steps.regular == 299_996)
    let clock = try CSVClock(steps, unit: 1, stated: nil, file: "a") { take throws(InputError) in
      for time in times { try take(time) }
    }
    #expect(abs(clock.rate - 4000) < 1e-4)
    #expect(clock.lost.map(\.record) == [200_000] && clock.lost.map(\.frames) == [4000])
  }

  @Test("a column that half of the records lack is told of in a summary, however many they are")
  func sparse() throws {
    let records = (0..<2 * RecordScan.placeLimit + 10).map {
      "\($0 % 7),\($0 % 3),\($0 < 3 || $0 % 2 == 0 ? "20" : "")"
    }
    let path = try folder.write("a.csv", "V,I,K\n" + records.joined(separator: "\n") + "\n")
    let summary = try Recording.summary(path, rate: 4000)
    #expect(summary.records == records.count && summary.channels.map(\.name) == ["V", "I", "K"])
    #expect(summary.warnings == [])
  }
}
