// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import CalibrationFitting
import Foundation
import Metering
import Recordings
import Simulation
import Testing
import _TestSupport

@Suite struct CalibrationFileTests {
  /// A file with every kind of figure.
  static func example() throws -> CalibrationFile {
    var file = CalibrationFile(
      clamp: Clamp(rating: 100, ratio: 3000, burden: 33.2), bits: 14, currentFullScale: 1.024,
      voltageFullScale: 412.5, noiseLimit: 4.5)
    file.channels.voltage = .init(
      gain: 1.0123, lead: -0.25, offset: -3.25, noise: 1.75, gainUncertainty: 0.001)
    file.channels.inputs[.input1] = .init(
      gain: 0.99, lead: 0.1, delay: 60, offset: 12.5,
      correction: try CorrectionTable([
        CorrectionPoint(current: 0.4, gain: 1.031, lead: 2.4),
        CorrectionPoint(current: 4.1, gain: 1.0123456789, lead: 1.75),
        CorrectionPoint(current: 40, gain: 0.998, lead: -0.6),
      ]))
    file.channels.inputs[.input2] = .init(
      delay: 120, noise: 1.0833, gainUncertainty: 0.0025, leadUncertainty: 0.3)
    file.channels.inputs[.input3] = .init(lead: 180, delay: 180.5)
    return file
  }

  @Test("writing and reading gives the same file")
  func roundTrip() throws {
    for file in [CalibrationFile(), try Self.example()] {
      #expect(try CalibrationFile(json: Array(file.json.utf8), file: "x") == file)
      let folder = try TemporaryFolder()
      try file.write(to: folder.path + "/a.json")
      #expect(try CalibrationFile.load(folder.path + "/a.json") == file)
    }
  }

  @Test("what is not stated is not written, and a file without it is read as one that states nothing")
  func optional() throws {
    let json = CalibrationFile().json
    #expect(!json.contains("ncertainty") && !json.contains("noiseLimit"))
    let read = try CalibrationFile(json: Array(json.utf8), file: "x")
    #expect(read.noiseLimit == nil && read.calibration.noiseLimit == Calibration.usualNoise)
    var stated = CalibrationFile()
    stated.channels.inputs[.input3].leadUncertainty = 0.5
    let text = stated.json.replacing(
      ",\n      \"phaseUncertaintyDegrees\": 0.5", with: "")
    #expect(text == json)
  }

  // At 89 degrees of lag 0.5 degrees of uncertainty reach the other side within three standard deviations; at 80 not.
  @Test("a stated phase uncertainty is in a reading's, and leaves a direction near 90 degrees open")
  func uncertainty() throws {
    var file = CalibrationFile()
    file.channels.inputs[.input1].gainUncertainty = 0.01
    file.channels.inputs[.input1].leadUncertainty = 0.5
    for (degrees, direction) in [(89.0, Direction.indeterminate), (80, .import)] {
      let scenario = Scenario(wiring: .single, loads: [.init(.l1, current: 10, phase: degrees)])
      let source = try SimulatedSource(scenario, seconds: 2)
      var meter = try Meter(
        MeterConfiguration(
          rate: source.rate, channelCount: source.channelCount, calibration: file.calibration, wiring: .single
        ),
        estimator: FixedEstimator())
      var blocks = FrameBlocks(source, framesPerBlock: 4000)
      try meter.measure(&blocks) { $0.checked() }
      let line = try #require(meter.reading?.lines[.l1])
      #expect(line.direction == direction)
      // Noise adds 1e-3 of these.
      #expect(abs(try #require(line.uncertainty.phase) / 0.5 - 1) < 1e-3)
      #expect(abs(line.uncertainty.current / 0.1 - 1) < 1e-3)
      let turned = 10 * sin(degrees * .pi / 180) * 0.5 * .pi / 180
      let shrunk = 10 * cos(degrees * .pi / 180) * 0.01
      let power = 230 * (turned * turned + shrunk * shrunk).squareRoot()
      #expect(abs(try #require(line.uncertainty.power) / power - 1) < 5e-3)
    }
  }

  @Test("a file without differences is the nominal calibration, at any resolution", arguments: 12...16)
  func nominal(bits: Int) throws {
    let file = CalibrationFile(bits: bits)
    #expect(file.calibration == .nominal(bits: bits))
    #expect(try file.calibration(for: .nominal(bits: bits), named: "x", file: "y") == .nominal(bits: bits))
  }

  @Test("every figure reaches the meter, delays relative to the voltage's")
  func figures() throws {
    var file = try Self.example()
    file.channels.voltage.delay = 20
    let calibration = file.calibration
    #expect(calibration.range.rating == 100 && calibration.highestCode == 8191)
    let first = calibration.channels.inputs[.input1]
    // 1.024 V x 3000 / 33.2 ohm over 8192 codes, times the gain.
    #expect(abs(first.scale / (1.024 * 3000 / 33.2 / 8192 * 0.99) - 1) < 1e-14)
    #expect(
      abs(first.delay - 40e-6) < 1e-18 && first.lead == 0.1 && first.offset == 12.5 && first.noise == nil)
    #expect(first.correction.count == 3 && calibration.channels.inputs[.input2].noise == 1.0833)
    let second = calibration.channels.inputs[.input2]
    #expect(second.gainUncertainty == 0.0025 && second.leadUncertainty == 0.3)
    #expect(first.gainUncertainty == 0 && first.leadUncertainty == 0 && calibration.noiseLimit == 4.5)
    #expect(calibration.channels.voltage.gainUncertainty == 0.001)
    #expect(calibration.channels.voltage.delay == 0 && calibration.channels.voltage.lead == -0.25)
  }

  @Test("a recording in amperes keeps its own scale and skew")
  func primaryValues() throws {
    let file = try Self.example()
    var own = Calibration(
      channels: .init(repeating: ChannelCalibration(scale: 0.5, delay: 1e-6)),
      range: ClampRange(rating: .infinity),
      lowestCode: .min, highestCode: .max, noiseLimit: 277)
    own.channels.inputs[.input2].scale = -0.5
    let calibration = try file.calibration(for: own, named: "fault.cfg", file: "a.json")
    #expect(abs(calibration.channels.inputs[.input1].scale - 0.495) < 1e-15)
    #expect(abs(calibration.channels.inputs[.input1].delay - 61e-6) < 1e-15)
    #expect(
      calibration.channels.inputs[.input2].scale == -0.5 && calibration.channels.inputs[.input2].noise == nil)
    #expect(calibration.highestCode == .max && calibration.range.rating == 100)
    // Noise is of the recording's own codes, uncertainties are of what the file corrects.
    #expect(calibration.noiseLimit == 277 && calibration.channels.inputs[.input2].leadUncertainty == 0.3)
  }

  @Test("frames of another resolution are refused with the key")
  func resolution() throws {
    let error = try #require(throws: InputError.self) {
      try CalibrationFile().calibration(for: .nominal(bits: 16), named: "a.wav", file: "a.json")
    }
    #expect(
      error.place == "bits" && error.file == "a.json"
        && error.problem == "expected 16, the resolution of a.wav, found 12")
  }

  @Test("a write that fails leaves the old file whole, and nothing beside it")
  func failedWrite() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.json"
    try CalibrationFile().write(to: path)
    let old = try Data(contentsOf: URL(fileURLWithPath: path))
    var wrong = CalibrationFile()
    wrong.clamp.ratio = .nan
    let error = try #require(throws: InputError.self) { try wrong.write(to: path) }
    #expect(error.place == "turnsRatio")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
    // What was written before the last step is not under the file's name, and goes away with its owner.
    do {
      let output = try ByteOutput(path: path)
      try output.write(Array("{\"version\"".utf8))
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.json"])
    // A rename onto what cannot be replaced fails as a full disk does.
    try FileManager.default.createDirectory(
      atPath: folder.path + "/b.json", withIntermediateDirectories: false)
    #expect(throws: InputError.self) { try CalibrationFile().write(to: folder.path + "/b.json") }
    #expect(throws: InputError.self) { try CalibrationFile().write(to: folder.path + "/none/c.json") }
  }
}
