// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing
import _TestSupport

@testable import Recordings

@Suite("COMTRADE recordings whose timestamps drift away from the declared rate")
struct ComtradeDriftTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A sinusoid of 50 Hz, sampled at some times, s, and stamped with them in microseconds.
  private func writer(
    _ times: [Double], stamps: [Int?]? = nil, rates: [(rate: String, last: Int)],
    _ encoding: ComtradeConfiguration.Encoding = .binary
  ) -> ComtradeWriter {
    var writer = ComtradeWriter()
    let codes = times.map { (20000 * sin(2 * .pi * 50 * $0)).rounded() }
    writer.analogs = [
      .init(name: "U", unit: "V", multiplier: 0.01, codes: codes),
      .init(name: "I", unit: "A", multiplier: 0.001, codes: codes),
    ]
    writer.timestamps = stamps ?? times.map { Int(($0 * 1e6).rounded()) }
    (writer.rates, writer.encoding) = (rates, encoding)
    return writer
  }

  /// The times of records: so many at a rate, then so many at the next one.
  private func times(_ pieces: [(count: Int, rate: Double)]) -> [Double] {
    var times: [Double] = []
    var start = 0.0
    for piece in pieces {
      for record in 0..<piece.count { times.append(start + Double(record) / piece.rate) }
      start += Double(piece.count) / piece.rate
    }
    return times
  }

  private func open(_ writer: ComtradeWriter, rate: Double? = nil) throws -> any FrameSource {
    try Recording.open(writer.write(folder), rate: rate, channels: ["U", "I"])
  }

  /// Frames lost before each stretch, and its own.
  private func stretches(_ source: any FrameSource) throws -> [[Int]] {
    var source = source
    var found: [[Int]] = []
    while case let frames = try source.read(upTo: 100_000), !frames.isEmpty {
      if source.lost > 0 || found.isEmpty { found.append([source.lost, 0]) }
      found[found.count - 1][1] += frames.count / 2
    }
    return found
  }

  @Test(
    "the rate is that of the stamps, up and down, with one warning that names where and both",
    arguments: [0.0005, -0.0005, 0.005, -0.005, 0.08, -0.15] as [Double],
    [ComtradeConfiguration.Encoding.ascii, .binary])
  func drifting(share: Double, encoding: ComtradeConfiguration.Encoding) throws {
    let rate = 4000 * (1 + share)
    let times = (0..<6000).map { Double($0) / rate }
    let written = writer(times, rates: [("4000", 6000)], encoding)
    let source = try open(written)
    // Stamps are whole microseconds: 1 us of all.
    #expect(abs(source.rate / rate - 1) < 1e-6 / times[5999])
    try #require(source.warnings.count == 1)
    let words = source.warnings[0].split(separator: " ")
    let place = try #require(Int(words[2]))
    // Half an interval of the declared rate: the true one's records are as much longer or shorter.
    #expect(abs(Double(place - 1) - 0.5 * (1 + share) / abs(share)) < 0.03 / abs(share) + 1)
    #expect(source.warnings[0].contains("off the declared 4000 frames/s: their own rate is taken, "))
    let told = try #require(words.dropLast().last.flatMap { Double($0) })
    #expect(abs(told - source.rate) <= 0.5e-4)
    #expect(try stretches(source) == [[0, 6000]])
    // What the user states counts, and nothing is told of the stamps.
    let stated = try open(written, rate: 4001)
    #expect(stated.rate == 4001 && stated.warnings == [])
    let summary = try Recording.summary(written.write(folder))
    #expect(summary.measuredRate == source.rate && summary.warnings == source.warnings)
  }

  @Test("what is measured is right: 50 Hz by the stamps, where the declared rate makes 51")
  func measured() throws {
    let times = (0..<12_000).map { Double($0) / 3921.5686 }
    let source = try open(writer(times, rates: [("4000", 12_000)]))
    var blocks = FrameBlocks(source, framesPerBlock: 500)
    var meter = try Meter(
      MeterConfiguration(
        rate: source.rate, channelCount: 2, calibration: source.calibration, wiring: .single),
      estimator: FixedEstimator())
    var frequencies: [Double] = []
    try meter.measure(&blocks) { frequencies.append($0.checked().frequency ?? 0) }
    #expect(frequencies.count == 3)
    for frequency in frequencies { #expect(abs(frequency - 50) < 1e-3) }
  }

  @Test("a hole is as long as the stamps' own rate makes it", arguments: [0.002, -0.002, 0.12, -0.12])
  func holes(share: Double) throws {
    let rate = 1200 * (1 + share)
    let frames = Array(0..<1000) + Array(1001..<2001) + Array(7000..<8000)
    let source = try open(writer(frames.map { Double($0) / rate }, rates: [("1200", 3000)]))
    #expect(abs(source.rate / rate - 1) < 1e-6)
    #expect(source.warnings.count == 1)
    #expect(try stretches(source) == [[0, 1000], [1, 1000], [4999, 1000]])
  }

  @Test("of several rates each has its own stamps")
  func severalRates() throws {
    let times = times([(1200, 1200), (2400, 2448), (1300, 1170)])
    let rates = [("1200", 1200), ("2400", 3600), ("1200", 4900)]
    let source = try open(writer(times, rates: rates))
    #expect(abs(source.rate - 2448) < 0.01)
    try #require(source.warnings.count == 1)
    #expect(source.warnings[0].contains("from record 1227 on"))
    #expect(source.warnings[0].contains("2400 frames/s"))
    #expect(source.warnings[0].hasSuffix("; likewise at others of its rates"))
    let volts = try physical(source)[0]
    // Filters ring at the ends of each stretch, over 36 frames of the lower of both rates.
    let (edge, changes) = (36.0 / 1170, [0, times[1200], times[3600], times[4899]])
    var compared = 0
    for (frame, value) in volts.enumerated() {
      let time = Double(frame) / source.rate
      guard changes.allSatisfy({ abs(time - $0) > edge }) else { continue }
      compared += 1
      #expect(abs(value - 200 * sin(2 * .pi * 50 * time)) < 0.1, "\(time) s")
    }
    #expect(compared > 7000)
  }

  /// Stamps of 6000 records that tell nothing against the declared rate.
  static let harmless: [(String, Double, @Sendable (Int) -> Int?)] = [
    ("78.125 us rounded", 12_800, { Int((78.125 * Double($0)).rounded()) }),
    ("78.125 us cut off", 12_800, { Int(78.125 * Double($0)) }),
    ("78 us each", 12_800, { 78 * $0 }),
    ("22 us each", 44_100, { 22 * $0 }),
    ("23 us each", 44_100, { 23 * $0 }),
    ("833 us each", 1200, { 833 * $0 }),
    ("833 us each of 833.9", 1199.2, { 833 * $0 }),
    ("all zero", 4000, { _ in 0 }),
    ("all the same", 4000, { _ in 123_456 }),
    ("none", 4000, { _ in nil }),
    ("some", 4000, { $0 % 3 == 0 ? nil : 250 * $0 }),
    ("one that is wrong", 4000, { $0 == 3000 ? 250 * $0 + 5000 : 250 * $0 }),
    ("half an interval off at the end", 4000, { 250 * $0 + $0 * 124 / 6000 }),
    ("nanoseconds for microseconds", 4000, { 250_000 * $0 % 4_000_000_000 }),
    ("whole milliseconds", 4000, { $0 / 4 * 1000 }),
    ("set back", 4000, { $0 < 3000 ? 250 * $0 : 250 * ($0 - 3000) }),
  ]

  @Test(
    "rounded, coarse, absent and wrong stamps are no drift", arguments: harmless.indices,
    [ComtradeConfiguration.Encoding.ascii, .binary])
  func noDrift(index: Int, encoding: ComtradeConfiguration.Encoding) throws {
    let (name, rate, stamp) = Self.harmless[index]
    let times = (0..<6000).map { Double($0) / rate }
    let stamps = (0..<6000).map(stamp)
    let source = try open(writer(times, stamps: stamps, rates: [(rate.plain, 6000)], encoding))
    let step = SamplingRate.step(of: rate)
    #expect(source.rate == rate / step, "\(name)")
    #expect(source.warnings == [], "\(name)")
  }

  @Test("steps that are all the same tell the rate where they are not the declared interval in whole units")
  func wholeSteps() throws {
    let stamps = (0..<6000).map { 250 * $0 }
    for (declared, told) in [("4010", 4000.0), ("3980", 4000), ("4007", 4007), ("4000", 4000)] {
      let source = try open(
        writer(stamps.map { Double($0) * 1e-6 }, stamps: stamps, rates: [(declared, 6000)]))
      #expect(abs(source.rate - told) < 1e-6, "\(declared)")
      #expect(source.warnings.count == (Double(declared) == told ? 0 : 1), "\(declared)")
    }
  }

  @Test("jitter is no drift, be there few records or many")
  func jitter() {
    var random = SeededGenerator(seed: 17)
    for trial in 0..<2000 {
      let count = Int.random(in: 2...300, using: &random)
      let interval = [250, 78.125, 22.6757, 833.3333].randomElement(using: &random)!
      let jitter = Double.random(in: 0...0.25, using: &random) * interval
      var line = StampLine(interval: interval)
      for record in 0..<count {
        let stamp = (interval * Double(record) + .random(in: -jitter...jitter, using: &random)).rounded()
        if record == 0 { line.begin(at: stamp) } else { line.add(stamp) }
      }
      #expect(line.verdict == .agrees, "trial \(trial)")
    }
  }

  @Test("a drift is found under jitter, and where the stamps begin anew")
  func jitteringDrift() throws {
    var random = SeededGenerator(seed: 18)
    for trial in 0..<500 {
      let interval = [250, 78.125, 833.3333].randomElement(using: &random)!
      let drift = Double.random(in: 0.01...0.19, using: &random) * (Bool.random(using: &random) ? 1 : -1)
      let jitter = Double.random(in: 0...0.25, using: &random) * interval
      var line = StampLine(interval: interval)
      for record in 0..<600 {
        let places = Double(record) * (1 + drift) * interval
        let stamp = (places + .random(in: -jitter...jitter, using: &random)).rounded()
        if record % 150 == 0 { line.begin(at: stamp) } else { line.add(stamp) }
      }
      guard case .drifts(let by) = line.verdict else {
        Issue.record("trial \(trial): \(line.verdict)")
        continue
      }
      // Five standard errors of the slope of four pieces of 150 records.
      let error = (jitter * jitter / 3 + 1.0 / 12).squareRoot() / (4 * 150.0 * 150 * 149.99 / 12).squareRoot()
      #expect(abs(by - drift * interval) < 5 * error, "trial \(trial)")
    }
  }

  @Test(
    "stamps of another rate in their second half, or of one too far off, leave the declared one, with a warning"
  )
  func wandering() throws {
    let halves = try open(writer(times([(3000, 4000), (3000, 4400)]), rates: [("4000", 6000)]))
    #expect(halves.rate == 4000)
    let far = try open(writer(times([(6000, 5200)]), rates: [("4000", 6000)]))
    #expect(far.rate == 4000)
    for source in [halves, far] {
      try #require(source.warnings.count == 1)
      #expect(
        source.warnings[0].hasPrefix("from record 1 on the timestamps move away from the declared"))
    }
    #expect(far.warnings[0].contains("by -1384 intervals"))
  }

  @Test("a drift to a rate that cannot be measured is told where it is")
  func outOfRange() throws {
    let written = writer((0..<3000).map { Double($0) / 450 }, rates: [("510", 3000)])
    let error = failure(try written.write(folder), channels: ["U", "I"])
    #expect(error?.place == "record 1")
    #expect(error?.problem.hasPrefix("expected a rate of 500...200000 frames/s, found 450.0") == true)
  }
}
