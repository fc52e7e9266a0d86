// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import Foundation
import Metering
import Testing
import _TestSupport

@Suite("Recordings made by others", .enabled(if: SharedMaterial.isPresent))
struct SharedRecordingTests {
  private static func path(_ name: String) -> String {
    SharedMaterial.file("recordings/\(name)").path
  }

  private static var all: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(""))) ?? []
    return names.filter { ["cfg", "dat", "cff"].contains(($0 as NSString).pathExtension.lowercased()) }
      .sorted()
  }

  @Test("each parses or fails with one clear line", arguments: all)
  func everyOne(name: String) throws {
    let path = Self.path(name)
    let base = String(path.dropLast(4))
    for channels in [[], ["1"], ["LINE ULA"], ["VA", "VB"], ["Ua1", "Ia1"]] {
      guard let error = failure(path, channels: channels) else { continue }
      #expect(error.description.hasPrefix(base))
      #expect(!error.description.contains { $0.isNewline })
    }
  }

  @Test(
    "what can be measured has the recording's figures",
    arguments: [
      ("yonwoo9_go-comtrade__test1.cfg", ["LINE ULA", "LINE SUM ILA", "LINE SUM ILB"], 1000, 11001),
      (
        "gabrieldelaparra_ComtradeHandler__Comtrade1.cfg", ["HV Bus VR", "HV IR", "HV IS", "HV IT"], 1200,
        7200
      ),
      ("dparrini_python-comtrade__sample_bin.cfg", ["VA"], 15360, 5),
      ("Esticonv_Wisp.Comtrade__5.cfg", ["Ua", "Ia", "Ib", "Ic"], 2000, 202),
      ("zhangsonggui_comtrade-io__ascii_1991.cfg", ["Ua1", "Ia1", "Ib1", "Ic1"], 1200, 2131),
      // Interpolated from 600 frames/s, and decimated by two.
      ("Esticonv_Wisp.Comtrade__4.CFG", ["U21", "I1"], 1200, 4800),
      ("ijlyttle_ieeecomtrade__keating_1999.CFG", ["U1"], 30707.244140625 / 2, 1024),
    ])
  func figures(name: String, channels: [String], rate: Double, frames: Int) throws {
    let source = try Recording.open(Self.path(name), channels: channels)
    #expect(source.rate == rate)
    #expect(source.channelCount == channels.count)
    #expect(try allFrames(source).count == frames * channels.count)
  }

  @Test("known channels have their scales")
  func scales() throws {
    let line = try Recording.open(
      Self.path("yonwoo9_go-comtrade__test1.cfg"), channels: ["LINE ULA", "LINE SUM ILA"]
    ).calibration.channels
    #expect(line.voltage == ChannelCalibration(scale: 7.933214))
    #expect(line.inputs[.input1] == ChannelCalibration(scale: 0.02181993))

    // The largest magnitude of the float32 channel is the one its configuration names, 184455.515625 V.
    let bus = try Recording.open(
      Self.path("gabrieldelaparra_ComtradeHandler__Comtrade1.cfg"), channels: ["HV Bus VR"])
    #expect(abs(bus.calibration.channels.voltage.scale / (184455.515625 / 32766) - 1) < 1e-7)
  }

  @Test(
    "what cannot be measured says why",
    arguments: [
      (
        "dparrini_python-comtrade__sample_float32.cff", ["1"],
        "found 100: a 50 Hz period would have only 2 samples"
      ),
      (
        "dparrini_python-comtrade__sample_bin_missing.dat", ["VA"],
        "sample_bin_missing.cfg beside it, found none"
      ),
      (
        "dparrini_python-comtrade__sample_ascii.cff", ["IA"],
        "expected a voltage (V, kV, mV), found channel \"IA\""
      ),
      ("dparrini_python-comtrade__sample_iso8859-1.cfg", [], "are: 1 \"IA\" [A], 2 \"IB\" [A], 3 \"IC\" [A]"),
      ("dparrini_python-comtrade__sample_sub_char.cfg", ["IA"], "sample_sub_char.dat beside it, found none"),
    ] as [(String, [String], String)])
  func refused(name: String, channels: [String], problem: String) {
    let error = failure(Self.path(name), channels: channels)
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }
}
