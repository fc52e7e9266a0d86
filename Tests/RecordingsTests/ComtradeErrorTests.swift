// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import Metering
import Testing
import _TestSupport

@testable import struct Recordings.ComtradeConfiguration

@Suite("Bad COMTRADE recordings")
struct ComtradeErrorTests {
  /// A way to spoil a recording, and what the error then says.
  struct Fault: Sendable, CustomTestStringConvertible {
    let problem: String
    let spoil: @Sendable (inout ComtradeWriter) -> Void
    var testDescription: String { problem }

    init(_ problem: String, _ spoil: @escaping @Sendable (inout ComtradeWriter) -> Void) {
      self.problem = problem
      self.spoil = spoil
    }

    static let all: [Fault] = [
      Fault("a.cfg: line 1: expected a year of revision, found \"next\"") { $0.revision = "next" },
      Fault("a.cfg: line 3: expected the multiplier a, found \"nan\"") { $0.analogs[0].multiplier = .nan },
      Fault("a.cfg: line 4: expected the offset b, found \"inf\"") { $0.analogs[1].offset = .infinity },
      Fault("a.cfg: line 5: expected a skew of -1000000...1000000 microseconds, found \"1e+21\"") {
        $0.analogs[2].skew = 1e21
      },
      Fault("line 3: expected a skew of -1000000...1000000 microseconds, found \"-1000001\"") {
        $0.analogs[0].skew = -1_000_001
      },
      Fault("a.cfg: line 3: expected P or S for primary or secondary values, found \"X\"") {
        $0.analogs[0].side = "X"
      },
      Fault("a.cfg: analog channel 1 \"UL1\": expected a multiplier a other than 0") {
        $0.analogs[0].multiplier = 0
      },
      Fault("expected primary and secondary factors other than 0, found 1 and 0") {
        ($0.analogs[1].side, $0.analogs[1].secondary) = ("S", 0)
      },
      Fault("expected a multiplier a and an offset b within bounds") { $0.analogs[2].offset = 1e305 },
      Fault("expected rates up to ascending records, found 1200 up to record 40, 2400 up to record 20") {
        $0.rates = [("1200", 40), ("2400", 20)]
      },
      Fault("a.cfg: expected a rate of 500...200000 frames/s, found 307072.5") {
        $0.rates = [("307072.5", 100)]
      },
      Fault("a 50 Hz period would have only 9 samples") { $0.rates = [("450", 100)] },
      Fault("line 26: expected a sampling rate, found \"fast\"") { $0.rates = [("fast", 100)] },
      Fault("expected the number of the last record, found \"-1\"") { $0.rates = [("1200", -1)] },
      Fault("expected the type of the data, ASCII, BINARY, BINARY32 or FLOAT32, found \"3\"") {
        $0.dates = ["1", "2", "3"]
      },
      Fault("expected a multiplier of the timestamps, found \"x\"") { $0.timestampMultiplier = "x" },
      Fault("expected a multiplier of the timestamps above 0") { $0.timestampMultiplier = "0" },
      Fault("byte 1998 of the data: expected 100 records of 18 bytes, found 111 and 2 bytes of another") {
        // A configuration of one word of digital bits fewer than the data have.
        ($0.digitalCount, $0.dataDigitalCount) = (16, 17)
      },
      Fault("a.dat: record 101: expected 23 fields (line 101 of the data), found 3") {
        ($0.encoding, $0.afterData) = (.ascii, Array("101,0,1\r\n102,0,1".utf8))
      },
      Fault("a.dat: record 1, analog channel 2 \"IL1\": expected a code, found 99999: the value is missing") {
        $0.encoding = .ascii
        $0.analogs[1].codes = $0.analogs[1].codes.map { _ in 99999 }
      },
      Fault("a.dat: record 1, analog channel 2 \"IL1\": expected a code, found -32768: the value is missing")
      {
        $0.analogs[1].codes = $0.analogs[1].codes.map { _ in -32768 }
      },
      Fault("record 6, analog channel 2 \"IL1\": expected a code, found \"nan\"") {
        $0.encoding = .ascii
        $0.analogs[1].codes[5] = .nan
      },
    ]
  }

  @Test("a bad recording says what is wrong", arguments: Fault.all)
  func bad(fault: Fault) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    fault.spoil(&writer)
    let error = try failure(writer.write(folder), channels: ComtradeWriter.channels)
    #expect(error?.kind == .data)
    #expect(error?.description.contains(fault.problem) == true, "\(String(describing: error))")
    #expect(error?.description.contains("\n") == false)
  }

  @Test(
    "the line frequency may be blank, with one rate, several and none", arguments: ["", " ", "50", "50.0,"])
  func lineFrequency(text: String) throws {
    let folder = try TemporaryFolder()
    for rates in [[("1200", 100)], [("1200", 40), ("2400", 100)], [("0", 100)]] as [[(String, Int)]] {
      for digitalCount in [0, 17] {
        var writer = ComtradeWriter()
        writer.lineFrequency = text
        writer.rates = rates
        writer.digitalCount = digitalCount
        if rates[0].0 == "0" { writer.rateCount = 0 }
        if rates.count > 1 {
          writer.timestamps = (0..<100).map { $0 < 40 ? $0 * 833 : 33333 + ($0 - 40) * 417 }
        }
        let error = try failure(writer.write(folder), channels: ComtradeWriter.channels)
        #expect(error == nil, "\(rates): \(String(describing: error))")
      }
    }
  }

  @Test("another number of channels than stated is told at the line that is none, or is one too many")
  func channelCounts() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.digitalCount = 1
    for (stated, line, text) in [
      (
        2, "a.cfg: line 8: expected digital channel 2 of 2, as line 2 says, number,name,..., found \"50\"",
        "few"
      ),
      (
        0,
        "a.cfg: line 7: expected the line frequency, as line 2 says how many channels there are, found \"1,D1",
        "many"
      ),
    ] {
      writer.statedDigitalCount = stated
      let error = try failure(writer.write(folder), channels: ComtradeWriter.channels)
      #expect(error?.description.contains(line) == true, "\(text): \(String(describing: error))")
    }
  }

  @Test(
    "a summary of a recording of an impossible rate has no rate, no length and no proposal, and says why",
    arguments: ["1e30", "1e300", "-1e300", "-8000", "1e-300", "450", "0"])
  func summary(rate: String) throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.rates = rate == "0" ? [("0", 40), ("1200", 100)] : [(rate, 100)]
    // A step of several intervals: the length of such a gap was beyond an integer.
    writer.timestamps = (0..<100).map { $0 * 833 + ($0 > 50 ? 10_000_000 : 0) }
    let summary = try Recording.summary(writer.write(folder))
    #expect(summary.stretches == [] && summary.measuredRate == nil && summary.seconds == nil)
    #expect(summary.proposal == nil && summary.records == 100 && summary.channels.count == 4)
    #expect(summary.warnings.count == 1)
    #expect(summary.warnings.first?.hasPrefix("expected a rate of 500...200000 frames/s, found ") == true)
  }

  @Test("missing values of channels not chosen do not matter, nor do codes that are declared")
  func harmless() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.analogs[1].codes[5] = -32768
    #expect(try failure(writer.write(folder), channels: ["UL1", "IL2"]) == nil)
    writer.analogs[1].lowest = -32768
    #expect(try failure(writer.write(folder), channels: ComtradeWriter.channels) == nil)
    writer.encoding = .ascii
    writer.analogs[1].codes[5] = 99999
    writer.analogs[1].highest = 1_000_000
    #expect(try failure(writer.write(folder), channels: ComtradeWriter.channels) == nil)
  }

  @Test(
    "channels that cannot be chosen are answered with all there are",
    arguments: [
      ([], "three currents, found none;"), (["nothing"], "expected one of its channels, found \"nothing\""),
      (["5"], "found \"5\""), (["0"], "found \"0\""), ([""], "found \"\""),
      (["1", "2", "3", "4", "2"], "expected up to 4 channels, found 5"),
      (["IL1"], "expected a voltage (V, kV, mV), found channel \"IL1\" in \"A\""),
      (["UL1", "UL1"], "expected a current (A, kA, mA), found channel \"UL1\" in \"V\""),
    ] as [([String], String)])
  func channels(names: [String], problem: String) throws {
    let folder = try TemporaryFolder()
    let error = try failure(ComtradeWriter().write(folder), channels: names)
    #expect(error?.kind == .data)
    #expect(error?.place == "channels" && error?.remedy == .change(.channels))
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    #expect(
      error?.problem.hasSuffix("are: 1 \"UL1\" [V], 2 \"IL1\" [A], 3 \"IL2\" [kA], 4 \"IL3\" [mA]") == true)
  }

  @Test("a name that several channels have is refused, the very same case decides first")
  func ambiguous() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    writer.analogs[2].name = "il1"
    #expect(try failure(writer.write(folder), channels: ["UL1", "il1"]) == nil)
    #expect(
      try failure(writer.write(folder), channels: ["UL1", "Il1"])?.problem.contains("numbers 2, 3") == true)
  }

  @Test("parameters that contradict the recording are refused")
  func options() throws {
    let folder = try TemporaryFolder()
    let path = try ComtradeWriter().write(folder)
    #expect(failure(path, bits: 12, channels: ["UL1"])?.remedy == .change(.bits))
    #expect(
      failure(path, rate: 4000, channels: ["UL1"])?.problem
        == "expected the recording's 1200 frames/s, found 4000")
    #expect(failure(path, rate: 1200, channels: ["UL1"]) == nil)
  }

  @Test("a single file without its sections, with too few bytes or of another encoding is refused")
  func single() throws {
    let folder = try TemporaryFolder()
    var writer = ComtradeWriter()
    let whole = writer.single()
    func problem(_ bytes: [UInt8]) throws -> String {
      try failure(folder.write("a.cff", bytes), channels: ["UL1"])?.problem ?? ""
    }
    #expect(try problem(Array(whole.dropLast())) == "expected 2000 bytes of data, found 1999")
    #expect(try problem(Array(whole.dropFirst())).contains("file type: CFG ---, found none") == false)
    #expect(try problem(Array(whole.dropFirst(10))).contains("file type: CFG ---, found none"))
    #expect(try problem(Array(whole.prefix(300))).contains("file type: DAT ... ---, found none"))
    writer.encoding = .binary32
    let text = String(decoding: whole.prefix { $0 < 0x80 }, as: UTF8.self)
    let other = text.replacing("DAT BINARY", with: "DAT FLOAT32")
    #expect(
      try problem(Array(other.utf8) + whole.drop { $0 < 0x80 }).contains("BINARY as the configuration says"))
  }
}
