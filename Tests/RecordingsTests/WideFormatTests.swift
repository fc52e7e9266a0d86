// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import Recordings
import StrictJSON
import Testing
import _TestSupport

@Suite("Values of other than 16 bits, and unsigned codes")
struct WideFormatTests {
  /// Values of full scale 1: a voltage of 0.8 and a current of a hundredth of it.
  private static let signal: [Double] = (0..<400).flatMap { frame -> [Double] in
    let angle = 2 * Double.pi * Double(frame) / 160
    return [0.8 * sin(angle), 0.008 * cos(angle)]
  }

  private static func bytes(_ coding: String) -> [UInt8] {
    signal.flatMap { value -> [UInt8] in
      switch coding {
      case "8": WAVWriter.little(Int((value * 128).rounded()) + 128, 1)
      case "24": WAVWriter.little(Int((value * 0x80_0000).rounded()), 3)
      case "32": WAVWriter.little(Int((value * 0x8000_0000).rounded()), 4)
      case "f64": WAVWriter.little(value.bitPattern, 8)
      default: WAVWriter.little(Float(value).bitPattern, 4)
      }
    }
  }

  /// A WAV file of two columns.
  private static func wav(_ coding: String, isLong: Bool = false) -> [UInt8] {
    let bits = ["8": 8, "24": 24, "32": 32, "f64": 64][coding] ?? 32
    let width = bits / 8
    var format = WAVWriter.little(coding.hasPrefix("f") ? 3 : 1, 2) + WAVWriter.little(2, 2)
    format += WAVWriter.little(8000, 4) + WAVWriter.little(8000 * 2 * width, 4)
    format += WAVWriter.little(2 * width, 2) + WAVWriter.little(bits, 2)
    let data = bytes(coding)
    var body = Array("WAVE".utf8)
    if isLong {
      let sizes = WAVWriter.little(1000, 8) + WAVWriter.little(data.count, 8) + WAVWriter.little(400, 8)
      body += WAVWriter.chunk("ds64", sizes + [0, 0, 0, 0])
    }
    body += WAVWriter.chunk("fmt ", format)
    body += WAVWriter.chunk("data", data, size: isLong ? .max : nil)
    // What follows is none of the data.
    body += WAVWriter.chunk("LIST", [1, 2, 3, 4, 5, 6, 7, 8])
    return Array((isLong ? "RF64" : "RIFF").utf8) + WAVWriter.little(isLong ? -1 : body.count, 4) + body
  }

  /// Expects volts and amperes within half a step of the coding, and of 16 bits of the channel's own range.
  private func expectSignal(_ source: any FrameSource, step: Double) throws {
    #expect(source.channelCount == 2)
    let values = try physical(source)
    for (channel, full, peak) in [(0, 400, 0.8), (1, 62.5, 0.008)] as [(Int, Double, Double)] {
      let found = values[channel]
      #expect(found.count == 400)
      for (frame, value) in found.enumerated() {
        let tolerance = full * (0.5 * step + 0.51 * peak / 32766 + 1e-7 * peak)
        #expect(abs(value - full * Self.signal[2 * frame + channel]) <= tolerance)
      }
    }
  }

  @Test(
    "WAV of every coding has its volts and amperes",
    arguments: [("8", 1.0 / 128), ("24", 0x1p-23), ("32", 0x1p-31), ("f32", 0), ("f64", 0)]
      as [(String, Double)])
  func wav(coding: String, step: Double) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.wav", Self.wav(coding))
    // Codes of 8 bits fit, so that their own range does not scale them: half a step and the rounding of the factor.
    try expectSignal(Recording.open(path), step: step * 1.01)
  }

  @Test("RF64 tells its length in a chunk of its own")
  func long() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.wav", Self.wav("24", isLong: true))
    try expectSignal(Recording.open(path), step: 0x1p-23)
    try expectSignal(Recording.open(folder.write("a", Self.wav("24", isLong: true))), step: 0x1p-23)
  }

  @Test(
    "raw values go by the format or the extension",
    arguments: [("24", "s24le", 0x1p-23), ("32", "s32le", 0x1p-31), ("f32", "f32le", 0)]
      as [(String, String, Double)])
  func raw(coding: String, format: String, step: Double) throws {
    let folder = try TemporaryFolder()
    let bytes = Self.bytes(coding)
    let path = try folder.write("a.\(format)", bytes)
    try expectSignal(Recording.open(path, channels: ["V", "I1"]), step: step)
    let named = try #require(Recording.Format(rawValue: format))
    let other = try folder.write("b.raw", bytes)
    try expectSignal(Recording.open(other, format: named, channels: ["V", "I1"]), step: step)
    // By a stated full scale the small current has fewer of the 16 bits.
    let scaled = try Recording.open(
      other, format: named, channels: ["V", "I1"],
      fullScale: coding == "f32" ? 1 : pow(2, Double(coding)! - 1))
    try expectSignal(scaled, step: step + 0x1p-15)
  }

  @Test("floating numbers with units are volts and amperes")
  func units() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.f32le", Self.bytes("f32"))
    let source = try Recording.open(path, channels: ["V", "I1"], units: ["kV", "A"])
    #expect(source.calibration.range.rating.isInfinite)
    let found = try physical(source)[0]
    #expect(abs(found[40] - 800) < 0.02)
    #expect(failure(path, channels: ["V", "I1"], units: ["kV"])?.remedy == .change(.units))
    #expect(failure(path, channels: ["V", "I1"], units: ["A", "A"])?.remedy == .change(.units))
    #expect(
      failure(path, channels: ["V", "I1"], units: ["V", "W"])?.problem.hasSuffix("found \"W\"") == true)
    let whole = try folder.write("a.s24le", Self.bytes("24"))
    #expect(failure(whole, channels: ["V", "I1"], units: ["V", "A"])?.remedy == .change(.units))
  }

  @Test("a value at the converter's rail is at a rail")
  func rails() throws {
    let folder = try TemporaryFolder()
    let values = [0x7F_FFFF, 5, -0x80_0000, -5, 0x40_0000, 7]
    let path = try folder.write("a.s24le", values.flatMap { WAVWriter.little($0, 3) })
    let codes = try allFrames(Recording.open(path, channels: ["V", "I1"]))
    #expect([codes[0], codes[2], codes[4]] == [.max, .min, 16384])
    #expect([codes[1], codes[3], codes[5]] == [23404, -23404, 32766])
  }

  // A frame of two values at 4000, 16,000 times 3, and 44,100 frames/s; the frames that are no numbers lie within a block and at
  // its end.
  @Test(
    "frames that are no numbers are a gap of as many frames, decimated or not, and the others are where they were",
    arguments: [4000, 48000, 44100] as [Double])
  func notNumbers(rate: Double) throws {
    let folder = try TemporaryFolder()
    let bad = [500..<503, 4990..<5041, 11_000..<11_001, 11_998..<12_000]
    let values: [Float] = (0..<12_000).flatMap { frame -> [Float] in
      let angle = 2 * Double.pi * 50 * Double(frame) / rate
      if bad.contains(where: { $0.contains(frame) }) { return [Float(sin(angle)), .nan] }
      return [Float(sin(angle)), Float(0.5 * cos(angle))]
    }
    let path = try folder.write("a.f32le", values.flatMap { WAVWriter.little($0.bitPattern, 4) })
    var source = try Recording.open(path, rate: rate, channels: ["V", "I1"])
    #expect(
      source.warnings == [
        "57 frames hold a value that is no finite number, first at frame 501, column 2: skipped"
      ])
    let scale =
      source.calibration.channels.voltage.scale / Calibration.nominal(bits: 16).channels.voltage.scale / 32768
    var place = 0
    var gaps: [Int] = []
    var worst = 0.0
    while true {
      let frames = try source.read(upTo: 700)
      if frames.isEmpty { break }
      if source.lost > 0 { gaps.append(source.lost) }
      place += source.lost
      for frame in 0..<frames.count / 2 {
        let expected = sin(2 * Double.pi * 50 * Double(place + frame) / source.rate)
        worst = max(worst, abs(Double(frames[2 * frame]) * scale - expected))
      }
      place += frames.count / 2
    }
    let step = rate / source.rate
    // Of frames that are made of three, none may lie at a gap of one.
    #expect(gaps.count == (step == 1 ? 3 : 2))
    #expect(zip(gaps, bad).allSatisfy { abs(Double($0) - Double($1.count) / step) < 1.001 }, "\(gaps)")
    #expect(abs(Double(place) - 11_998 / step) < 1.001)
    // 16 bits, and the negative rail is a code beyond full scale; at the edges of a gap the filter continues the signal by its reflection.
    #expect(worst < (step == 1 ? 0x1.01p-15 : 2e-3), "\(worst)")
  }

  @Test(
    "a value of a floating-point file that is far beyond all others is skipped, and does not scale the others"
  )
  func farBeyond() throws {
    let folder = try TemporaryFolder()
    let values: [Float] = (0..<400).flatMap { frame -> [Float] in
      let angle = 2 * Double.pi * Double(frame) / 80
      return [Float(325 * sin(angle)), frame == 210 ? 9.9e37 : Float(14 * sin(angle))]
    }
    let path = try folder.write("a.f32le", values.flatMap { WAVWriter.little($0.bitPattern, 4) })
    var source = try Recording.open(path, channels: ["V", "I1"], units: ["V", "A"])
    #expect(
      source.warnings == [
        "1 frame holds a value that is no finite number or far beyond all others, first at frame 211, column 2: skipped"
      ])
    #expect(abs(source.calibration.channels.inputs[.input1].scale * 32766 / 14 - 1) < 1e-6)
    #expect(try source.read(upTo: 400).count == 2 * 210)
    #expect(try source.read(upTo: 400).count == 2 * 189 && source.lost == 1)
  }

  @Test("a recording without a single number is an error with its first place")
  func noNumber() throws {
    let folder = try TemporaryFolder()
    let values: [Float] = [1, .nan, 3, .infinity]
    let path = try folder.write("a.f32le", values.flatMap { WAVWriter.little($0.bitPattern, 4) })
    #expect(failure(path, channels: ["V", "I1"])?.place == "frame 1, column 2")
    #expect(
      failure(path, channels: ["V", "I1"])?.problem == "expected a finite number, found none in any frame")
  }

  private static let unsigned: [Int] = (0..<200).flatMap { frame -> [Int] in
    let angle = 2 * Double.pi * Double(frame) / 80
    return [2048 + Int((1500 * sin(angle)).rounded()), 2400 + Int((300 * cos(angle)).rounded())]
  }

  @Test("codes of an unsigned converter are read about the middle of their span")
  func unsigned() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.raw", Self.unsigned.flatMap { WAVWriter.little($0, 2) })
    let codes = Self.unsigned.map { Int16($0 - 2048) }
    let channels = ["V", "I1"]
    let source = try Recording.open(path, channels: channels, midpoints: [2048, 2400])
    #expect(try allFrames(source) == codes)
    #expect(source.calibration.channels.voltage.offset == 0)
    #expect(source.calibration.channels.inputs[.input1].offset == 352)
    #expect(
      source.calibration.channels.inputs[.input1].scale
        == Calibration.nominal().channels.inputs[.input1].scale)
    #expect(try allFrames(Recording.open(path, format: .u16le, channels: channels)) == codes)

    let error = failure(path, channels: channels)
    #expect(error?.remedy == .midpoint(code: 2048))
    #expect(error?.problem.contains("none is negative, as an unsigned converter's are") == true)
    #expect(
      failure(path, channels: channels, midpoints: [1, 2, 3])?.problem == "expected 1 or 2 codes, found 3")
    #expect(failure(path, channels: channels, midpoints: [4096])?.remedy == .change(.midpoint))
    let large = try folder.write("b.u16", WAVWriter.little(9000, 2) + WAVWriter.little(0, 2))
    #expect(failure(large, channels: channels)?.problem == "expected a code of 12 bits, 0...4095, found 9000")
    #expect(failure(large, channels: channels)?.remedy == .resolution(bits: 14))
  }

  @Test("what is said of codes is refused where there are none")
  func contradictions() throws {
    let folder = try TemporaryFolder()
    let wide = try folder.write("a.s24le", Self.bytes("24"))
    #expect(failure(wide, bits: 12, channels: ["V", "I1"])?.remedy == .change(.bits))
    #expect(failure(wide, channels: ["V", "I1"], midpoints: [0])?.remedy == .change(.midpoint))
    let codes = try folder.write("a.raw", [0, 0, 0, 0])
    #expect(failure(codes, channels: ["V", "I1"], fullScale: 1)?.remedy == .change(.fullScale))
    let table = try folder.write("a.csv", "0,1,2\n1,2,3\n")
    #expect(failure(table, bits: 12)?.remedy == .change(.bits))
  }
}
