// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON
import Testing

@testable import LiveView

@Suite("Waveform and spectrum of the page")
struct LiveSignalsTests {
  /// Harmonics of the current by their orders: RMS in A.
  private static let harmonics: [Int: Double] = [1: 10, 3: 2, 5: 1, 40: 0.5]

  /// Frames of 230 V with a current of these harmonics at input 1, and a scale that is nothing special.
  private func signals(rate: Double, frequency: Double, phase: Double = 0.3) throws -> LiveSignals {
    var configuration = MeterConfiguration(rate: rate, channelCount: 2, wiring: .single)
    configuration.calibration.channels.voltage = ChannelCalibration(scale: 0.02, offset: 40)
    configuration.calibration.channels.inputs[.input1] = ChannelCalibration(scale: 0.002, offset: -25)
    let frames = (0..<Int(rate * 0.28)).flatMap { frame -> [Int16] in
      let turn = 2 * .pi * frequency * Double(frame) / rate + phase
      let voltage = 230 * 2.0.squareRoot() * cos(turn)
      let current = Self.harmonics.reduce(0) { sum, harmonic in
        guard Double(harmonic.key) * frequency < rate / 2 else { return sum }
        return sum + harmonic.value * 2.0.squareRoot() * cos(Double(harmonic.key) * turn)
      }
      return [Int16((voltage / 0.02 + 40).rounded()), Int16((current / 0.002 - 25).rounded())]
    }
    var reading = LiveService.reading(cycle: 1)
    reading.frequency = frequency
    return try #require(LiveSignals(frames, of: reading, configuration))
  }

  /// A part of the JSON.
  private func channels(_ text: String) throws -> [[String: Any]] {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    return try #require(object["channels"] as? [[String: Any]])
  }

  @Test(
    "harmonics are what the frames have, whatever the frequency and the rate",
    arguments: [4000.0, 5120, 16000], [49.3, 50.0, 51.7, 60.2])
  func spectrum(rate: Double, frequency: Double) throws {
    let channels = try channels(try signals(rate: rate, frequency: frequency).spectrum.json())
    let voltage = try #require(channels[0]["harmonics"] as? [Any])
    let current = try #require(channels[1]["harmonics"] as? [Any])
    #expect(abs(try #require(voltage[0] as? Double) - 230) < 0.01)
    for order in 1...40 {
      guard (Double(order) + 0.5) * frequency < rate / 2 else {
        #expect(current[order - 1] is NSNull)
        continue
      }
      // Codes are rounded to 2 mA; 0.6 mA of that over at least 560 frames are 0.1 mA in an order.
      let found = try #require(current[order - 1] as? Double)
      #expect(abs(found - (Self.harmonics[order] ?? 0)) < 0.001, "order \(order)")
    }
  }

  @Test("two periods begin with a rise of the voltage through zero", arguments: [0.0, 1, 2, 3, 4, 5, 6])
  func waveform(phase: Double) throws {
    let channels = try channels(try signals(rate: 4000, frequency: 50, phase: phase).waveform.json())
    let voltage = try #require(channels[0]["values"] as? [Double])
    #expect(voltage.count == 161)
    // Half a frame is 2.25 degrees of 325 V.
    #expect(abs(voltage[0]) < 13 && abs(voltage[80]) < 13 && abs(voltage[160]) < 13)
    #expect(voltage[20] > 320 && voltage[60] < -320)
    #expect(channels[1]["line"] as? String == "L1" && channels[1]["unit"] as? String == "A")
  }

  @Test("fewer frames than ten periods show nothing")
  func short() {
    let configuration = MeterConfiguration(rate: 4000)
    #expect(LiveSignals([0, 0, 0, 0], of: LiveService.reading(cycle: 1), configuration) == nil)
    #expect(LiveSignals([], of: LiveService.reading(cycle: 1), configuration) == nil)
  }

  @Test("the ring has the latest frames, oldest first, however they came", arguments: [1, 3, 100, 1000])
  func ring(block: Int) {
    var latest = LatestFrames(rate: 1000, channelCount: 2)
    let codes = (0..<2000).map { Int16($0) }
    var taken = 0
    while taken < codes.count {
      latest.append(Array(codes[taken..<min(codes.count, taken + 2 * block)]).span)
      taken += 2 * block
    }
    #expect(latest.frames == Array(codes.suffix(560)))
    var begun = LatestFrames(rate: 1000, channelCount: 2)
    begun.append([1, 2].span)
    #expect(begun.frames == [1, 2])
  }
}
