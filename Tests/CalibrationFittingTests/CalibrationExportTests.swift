// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import CalibrationFitting
import Foundation
import Metering
import Testing
import _TestSupport

/// Exports, compiled and read back.
@Suite struct CalibrationExportTests {
  /// Runs a program of the system to its end; what it prints on both outputs.
  static func run(_ program: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
    let folder = try TemporaryFolder()
    let path = folder.path + "/out"
    try Data().write(to: URL(fileURLWithPath: path))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: path)
    process.standardError = process.standardOutput
    try await process.runToEnd()
    return (process.terminationStatus, try String(contentsOfFile: path, encoding: .utf8))
  }

  /// The objects of a folder's sources in a build's folder, where those of files that are gone stay.
  static func objects(of sources: String, in build: String) throws -> [String] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let files = FileManager.default
    return try files.contentsOfDirectory(atPath: root.path + "/" + sources).map { "\(build)/\($0).o" }
      .filter(files.fileExists)
  }

  /// Every number of an export in the order in which the programs below print them.
  static func numbers(_ export: CalibrationExport) -> [Int64] {
    let all = [export.channels.voltage] + Input.allCases.map { export.channels.inputs[$0] }
    return [
      Int64(export.rating), Int64(export.noiseLimit), Int64(export.lowestCode), Int64(export.highestCode),
    ]
      + all.flatMap { channel in
        [
          channel.scale, channel.noise.map(Int64.init) ?? -1, Int64(channel.gainUncertainty),
          Int64(channel.leadUncertainty), Int64(channel.lead), Int64(channel.delay), Int64(channel.offset),
          Int64(channel.points.count),
        ] + channel.points.flatMap { [Int64($0.current), Int64($0.gain), Int64($0.lead)] }
      }
  }

  @Test("a scale that fixed point has no room for is an error with its place, the largest below it is none")
  func scales() throws {
    var file = try CalibrationFileTests.example()
    file.voltageFullScale = 100_000
    // 14 bits: 12.2 V a code times the gain.
    file.channels.voltage.gain = 32768 / (100_000 / 8192.0)
    let error = try #require(throws: InputError.self) { try CalibrationExport(file, named: "x") }
    #expect(error.place == "channels.V.gain" && error.kind == .data)
    #expect(error.problem == "expected a scale below 32768 V a code for fixed point, found 32768 V a code")
    file.channels.voltage.gain *= 1 - 0x1p-50
    #expect(try CalibrationExport(file, named: "x").channels.voltage.scale > Int64.max / 2)
    (file.currentFullScale, file.clamp) = (1000, Clamp(rating: 10000, ratio: 10000, burden: 10))
    file.channels.inputs[.input3].gain = -10000
    #expect(throws: InputError.self) { try CalibrationExport(file, named: "x") }
  }

  @Test("the numbers are the file's to within half a unit")
  func rounding() throws {
    let file = try CalibrationFileTests.example()
    let export = try CalibrationExport(file, named: "x")
    let calibration = file.calibration
    #expect(abs(Double(export.rating) * 0x1p-18 - 100) <= 0x1p-19)
    func check(_ fixed: CalibrationExport.Channel, _ channel: ChannelCalibration) {
      #expect(abs(Double(fixed.scale) * 0x1p-48 - channel.scale) <= 0x1p-49)
      // Half a turn is the same either way round.
      let lead = Double(fixed.lead) * 360 * 0x1p-32
      #expect(abs((lead - channel.lead).remainder(dividingBy: 360)) <= 180 * 0x1p-32 + 1e-15)
      #expect(abs(Double(fixed.delay) - channel.delay * 1e12) <= 0.5 + 1e-6)
      #expect(abs(Double(fixed.offset) * 0x1p-16 - channel.offset) <= 0x1p-17)
      #expect((fixed.noise == nil) == (channel.noise == nil))
      if let noise = fixed.noise { #expect(abs(Double(noise) * 0x1p-16 - channel.noise!) <= 0x1p-17) }
      #expect(abs(Double(fixed.gainUncertainty) * 0x1p-30 - channel.gainUncertainty) <= 0x1p-31)
      #expect(abs(Double(fixed.leadUncertainty) * 360 * 0x1p-32 - channel.leadUncertainty) <= 180 * 0x1p-32)
      #expect(fixed.points.count == channel.correction.count)
      for (point, exact) in zip(fixed.points, channel.correction.list) {
        #expect(abs(Double(point.current) * 0x1p-18 - exact.current) <= 0x1p-19)
        #expect(abs(Double(point.gain) * 0x1p-30 - exact.gain) <= 0x1p-31)
        #expect(abs(Double(point.lead) * 360 * 0x1p-32 - exact.lead) <= 180 * 0x1p-32 + 1e-15)
        // The shared module reads the same numbers.
        let read = CorrectionPoint(q18Current: point.current, q30Gain: point.gain, turnLead: point.lead)
        #expect(abs(read.gain - exact.gain) <= 0x1p-31 && abs(read.current - exact.current) <= 0x1p-19)
        #expect(abs(read.lead - exact.lead) <= 180 * 0x1p-32 + 1e-15)
      }
    }
    #expect(abs(Double(export.noiseLimit) * 0x1p-16 - 4.5) <= 0x1p-17)
    check(export.channels.voltage, calibration.channels.voltage)
    for input in Input.allCases { check(export.channels.inputs[input], calibration.channels.inputs[input]) }
  }

  @Test("currents that are the same in fixed point are refused with the key")
  func collision() throws {
    var file = CalibrationFile()
    file.channels.inputs[.input3].correction = try CorrectionTable([
      CorrectionPoint(current: 1, gain: 1, lead: 0), CorrectionPoint(current: 1.000001, gain: 1, lead: 0),
    ])
    let error = try #require(throws: InputError.self) { try CalibrationExport(file, named: "a.json") }
    #expect(error.place == "channels.I3.points[1].currentAmperes")
  }

  @Test(
    "the header compiles without a warning and holds the numbers", .needs("gcc"), arguments: ["gcc", "clang"])
  func header(compiler: String) async throws {
    let folder = try TemporaryFolder()
    for file in [CalibrationFile(), try CalibrationFileTests.example()] {
      let export = try CalibrationExport(file, named: "x")
      try export.header.write(toFile: folder.path + "/calibration.h", atomically: false, encoding: .utf8)
      try """
      #include "calibration.h"
      #include <inttypes.h>
      #include <stdio.h>
      int main(void) {
        const cm_calibration_data *data = &cm_calibration;
        printf("%" PRIu32 " %" PRIu32 " %d %d", data->rating, data->noise_limit, data->low_rail, data->high_rail);
        for (int index = 0; index < 4; index++) {
          const cm_calibration_channel *channel = &data->channels[index];
          printf(" %" PRId64 " %" PRId64 " %" PRIu32, channel->scale, channel->noise, channel->gain_uncertainty);
          printf(" %" PRIu32 " %" PRId32, channel->lead_uncertainty, channel->lead);
          printf(" %" PRId32 " %" PRId32 " %" PRIu32, channel->delay, channel->offset, channel->count);
          for (uint32_t point = 0; point < channel->count; point++) {
            const cm_calibration_point *at = &channel->points[point];
            printf(" %" PRIu32 " %" PRIu32 " %" PRId32, at->current, at->gain, at->lead);
          }
        }
        return 0;
      }
      """.write(toFile: folder.path + "/main.c", atomically: false, encoding: .utf8)
      let built = try await Self.run(
        compiler,
        [
          "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror", folder.path + "/main.c",
          "-o",
          folder.path + "/main",
        ])
      try #require(built.status == 0, "\(built.output)")
      let printed = try await Self.run(folder.path + "/main", [])
      #expect(printed.output.split(separator: " ").map { Int64($0) } == Self.numbers(export))
    }
  }

  @Test("the Swift source compiles with the package and gives the calibration")
  func swift() async throws {
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let runner = bundle ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let build = runner.deletingLastPathComponent().path
    let objects =
      try Self.objects(of: "Sources/Metering", in: "\(build)/Metering.build")
      + Self.objects(of: "CSources/CMeter", in: "\(build)/CMeter.build")
    let folder = try TemporaryFolder()
    let file = try CalibrationFileTests.example()
    let export = try CalibrationExport(file, named: "x")
    try export.swift.write(toFile: folder.path + "/Sensor.swift", atomically: false, encoding: .utf8)
    try """
    import Metering
    let sensor = Calibration.sensor
    print(sensor.range.rating, sensor.noiseLimit, sensor.lowestCode, sensor.highestCode, terminator: "")
    func show(_ channel: ChannelCalibration) {
      print("", channel.scale, channel.noise ?? -1, channel.lead, channel.delay, channel.offset, terminator: "")
      print("", channel.gainUncertainty, channel.leadUncertainty, terminator: "")
      for point in channel.correction.list { print("", point.current, point.gain, point.lead, terminator: "") }
    }
    show(sensor.channels.voltage)
    for input in Input.allCases { show(sensor.channels.inputs[input]) }
    """.write(toFile: folder.path + "/main.swift", atomically: false, encoding: .utf8)
    let modules = FileManager.default.fileExists(atPath: build + "/Modules") ? build + "/Modules" : build
    var flags = [
      "-enable-upcoming-feature", "InternalImportsByDefault", "-I", modules, "-Xcc",
      "-fmodule-map-file=\(build)/CMeter.build/module.modulemap",
    ]
    // Objects of a build with the address sanitizer need it in the program, too.
    if dlsym(nil, "__asan_init") != nil { flags.append("-sanitize=address") }
    let built = try await Self.run(
      "swiftc",
      flags + ["-warnings-as-errors", folder.path + "/Sensor.swift", folder.path + "/main.swift"] + objects
        + ["-o", folder.path + "/main"])
    try #require(built.status == 0, "\(built.output)")
    let printed = try await Self.run(folder.path + "/main", []).output.split(separator: " ").map {
      Double($0)
    }
    let calibration = file.calibration
    let all = [calibration.channels.voltage] + Input.allCases.map { calibration.channels.inputs[$0] }
    let expected: [Double] =
      [100, 4.5, -8192, 8191]
      + all.flatMap { channel in
        [channel.scale, channel.noise ?? -1, channel.lead, channel.delay, channel.offset]
          + [channel.gainUncertainty, channel.leadUncertainty]
          + channel.correction.list.flatMap { [$0.current, $0.gain, $0.lead] }
      }
    try #require(printed.count == expected.count)
    for (found, expected) in zip(printed, expected) {
      // The coarsest format is Q16: half a unit is 7.6e-6. Half a turn is the same either way round.
      let difference = try #require(found) - expected
      #expect(abs(difference) <= 0x1p-17 || (abs(expected) == 180 && abs(difference) == 360))
    }
  }
}
