// SPDX-License-Identifier: Apache-2.0
import Commissioning
import CalibrationFitting
import Foundation
import Metering
import P1Clamp
import P1Lint
import P1Port
import Simulation
@testable import LiveView
@testable import Recordings
@testable import StrictJSON

/// A reader of what comes from outside. Whatever it gets, it reads it or throws.
enum FuzzTarget: String, CaseIterable {
  case comtrade, wav, csv, raw, frames, scenario, calibration, wiring, energy, settings, lint, http

  /// The one that the environment names.
  static let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["P1CLAMP_FUZZ"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      fatalError("P1CLAMP_FUZZ: expected one of \(names), found \"\(name)\"")
    }
    return target
  }()

  /// A setting of each kind, named as the kind.
  private static let kinds = Dictionary(
    uniqueKeysWithValues: Settings.Kind.allCases.map { ("\($0)", $0) })

  /// Reads an input.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .comtrade: record(bytes, as: "cff", channels: ["1", "2", "3", "4"])
    case .wav: record(bytes, as: "wav")
    case .csv: record(bytes, as: "csv")
    case .raw:
      record(Array(bytes.dropFirst()), as: ["s16", "u16", "s24", "s32", "f32"][Int(bytes.first ?? 0) % 5])
    case .frames: record(bytes, as: "raw", format: .frames)
    case .scenario:
      guard let scenario = try? Scenario(json: bytes, file: "fuzz"),
        var source = try? SimulatedSource(scenario, seconds: 0.02, file: "fuzz")
      else { return }
      _ = try? source.read(upTo: 1000)
    case .calibration:
      if let file = try? CalibrationFile(json: bytes, file: "fuzz") { _ = (file.json, file.calibration) }
    case .wiring:
      if let file = try? WiringFile(json: bytes, file: "fuzz") {
        _ = (file.json, WiringDiagram(file.map, name: "fuzz").text)
      }
    case .energy:
      if let record = try? EnergyRecord(json: bytes, file: "fuzz") { _ = record.json }
    case .settings:
      if let settings = try? Settings(json: bytes, file: "folder/fuzz", kinds: Self.kinds) {
        _ = settings.values.keys.map { settings.refused($0, "fuzz") }
      }
    case .lint:
      for net in TelegramStreamCheck.Net.allCases {
        var check = TelegramStreamCheck(net: net)
        let half = bytes.count / 2
        let (first, second) = (Array(bytes[..<half]), Array(bytes[half...]))
        _ = check.receive(first.span)
        _ = check.receive(second.span)
        _ = (check.finish(), check.verdicts, check.dialects)
      }
    case .http:
      var reader = HTTPReader()
      var rest = bytes[...]
      while !rest.isEmpty, reader.room > 0 {
        let part = rest.prefix(min(reader.room, 1 + Int(rest.first!)))
        rest = rest.dropFirst(part.count)
        reader.receive(Array(part))
        do {
          while try reader.next() != nil {}
        } catch {
          return
        }
      }
    }
  }

  /// Reads a recording whole, looks at what it holds, and measures it.
  private func record(
    _ bytes: [UInt8], as suffix: String, format: Recording.Format = .auto, channels: [String] = []
  ) {
    let path = "/dev/shm/p1clamp-fuzz-\(getpid()).\(suffix)"
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
      fatalError("no \(path)")
    }
    _ = try? Recording.summary(path, format: format)
    for channels in channels.isEmpty ? [[]] : [channels, Array(channels.prefix(2))] {
      guard var source = try? Recording.open(path, format: format, channels: channels) else { continue }
      var meter = FuzzMeter(source)
      var count = 0
      while count < 1 << 20, let frames = try? source.read(upTo: 4096), !frames.isEmpty {
        count += frames.count
        meter?.measure(frames, after: source.lost)
      }
      meter?.finish()
    }
  }
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.chosen.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
