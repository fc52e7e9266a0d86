// SPDX-License-Identifier: Apache-2.0
import Recordings
import Benchmark
import Foundation
import Metering
import Workload

/// Where frames come from: the simulator and a recording.
func sources() {
  Benchmark("Simulate 60 s of 4 x 4000 frames") { benchmark in
    blackHole(try SimulatedFrames(rate: 4000, seconds: 60).codes.count)
  }
  Benchmark("Read 10 s of 4 x 4000 frames from COMTRADE") { benchmark in
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("star.cfg").path
    try write(try SimulatedFrames(rate: 4000, seconds: 10), to: path)
    benchmark.startMeasurement()
    var recording = try Recording.open(path, channels: ["1", "2", "3", "4"])
    while case let codes = try recording.read(upTo: 4000), !codes.isEmpty { blackHole(codes.count) }
    benchmark.stopMeasurement()
  }
}

private func write(_ frames: SimulatedFrames, to path: String) throws {
  var sink = try Recording.create(
    path, rate: frames.rate, channelCount: 4, calibration: frames.configuration.calibration)
  try sink.write(frames.codes)
  try sink.finish()
}
