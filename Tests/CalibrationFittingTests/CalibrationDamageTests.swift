// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import CalibrationFitting
import Foundation
import Metering
import Testing
import _TestSupport

/// Damaged files, each of which is refused with the key that is wrong.
@Suite struct CalibrationDamageTests {
  /// What is replaced in a good file, by what, and the key that is named.
  struct Damage: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var key: String?
    var testDescription: String { "\(old) -> \(new)" }

    init(_ old: String, _ new: String, _ key: String?) {
      self.old = old
      self.new = new
      self.key = key
    }
  }

  static func refusal(_ json: String) -> InputError? {
    do throws(InputError) {
      _ = try CalibrationFile(json: Array(json.utf8), file: "sensor.json")
      return nil
    } catch {
      return error
    }
  }

  static let damages = [
    Damage("\"version\": 1", "\"version\": 2", "version"),
    Damage("\"version\": 1", "\"version\": \"1\"", "version"),
    Damage("\"version\": 1,", "", "version"),
    Damage("\"ratedCurrentAmperes\": 100", "\"ratedCurrent\": 100", "ratedCurrent"),
    Damage("\"ratedCurrentAmperes\": 100", "\"ratedCurrentAmperes\": 0", "ratedCurrentAmperes"),
    Damage("\"ratedCurrentAmperes\": 100", "\"ratedCurrentAmperes\": -80", "ratedCurrentAmperes"),
    Damage("\"turnsRatio\": 3000", "\"turnsRatio\": 0", "turnsRatio"),
    Damage("\"turnsRatio\": 3000", "\"turnsRatio\": 1", "turnsRatio"),
    Damage("\"turnsRatio\": 3000", "\"turnsRatio\": 1e400", "turnsRatio"),
    Damage("\"turnsRatio\": 3000", "\"turnsRatio\": NaN", "turnsRatio"),
    Damage("\"turnsRatio\": 3000", "\"turnsRatio\": \"3000:1\"", "turnsRatio"),
    Damage("\"turnsRatio\": 3000", "\"turnsRatio\": 3000, \"turnsRatio\": 2000", "turnsRatio"),
    Damage("\"burdenOhms\": 33.2", "\"burdenOhms\": null", "burdenOhms"),
    Damage("\"burdenOhms\": 33.2", "\"burdenOhms\": -33.2", "burdenOhms"),
    Damage("\"burdenOhms\": 33.2", "\"burdenOhms\": 33,2", "burdenOhms"),
    Damage("\"bits\": 14", "\"bits\": 14.5", "bits"),
    Damage("\"bits\": 14", "\"bits\": 17", "bits"),
    Damage("\"bits\": 14", "\"bits\": true", "bits"),
    Damage("\"currentFullScaleVolts\": 1.024", "\"currentFullScaleVolts\": 01.024", "currentFullScaleVolts"),
    Damage("\"currentFullScaleVolts\": 1.024", "\"currentFullScaleVolts\": 1024000", "currentFullScaleVolts"),
    Damage("\"voltageFullScaleVolts\": 412.5", "\"voltageFullScaleVolts\": []", "voltageFullScaleVolts"),
    Damage("\"channels\": {", "\"Channels\": {", "Channels"),
    Damage("\"V\": {", "\"U\": {", "channels.U"),
    Damage("\"I2\": {", "\"I4\": {", "channels.I4"),
    Damage("\"gain\": 1.0123,", "", "channels.V.gain"),
    Damage("\"gain\": 1.0123,", "\"gain\": 10123,", "channels.V.gain"),
    Damage("\"gain\": 1.0123,", "\"gain\": Infinity,", "channels.V.gain"),
    Damage("\"noiseCodesSquared\": 1.75", "\"noiseCodesSquared\": -1.75", "channels.V.noiseCodesSquared"),
    Damage("\"noiseCodesSquared\": 1.75", "\"noiseCodesSquared\": 1.75, \"points\": []", "channels.V.points"),
    Damage("\"offsetCodes\": 12.5", "\"offsetCodes\": 8192", "channels.I1.offsetCodes"),
    Damage("\"gainUncertainty\": 0.0025", "\"gainUncertainty\": 1.1", "channels.I2.gainUncertainty"),
    Damage("\"gainUncertainty\": 0.001", "\"gainUncertainty\": null", "channels.V.gainUncertainty"),
    Damage(
      "\"phaseUncertaintyDegrees\": 0.3", "\"phaseUncertaintyDegrees\": -0.3",
      "channels.I2.phaseUncertaintyDegrees"),
    Damage(
      "\"phaseUncertaintyDegrees\": 0.3", "\"phaseUncertainty\": 0.3", "channels.I2.phaseUncertainty"),
    Damage(
      "\"noiseLimitCodesSquared\": 4.5", "\"noiseLimitCodesSquared\": 65536", "noiseLimitCodesSquared"),
    Damage("\"delayMicroseconds\": 60", "\"delayMicroseconds\": 60000", "channels.I1.delayMicroseconds"),
    Damage("\"delayMicroseconds\": 60", "\"delay\": 60", "channels.I1.delay"),
    Damage("\"phaseDegrees\": 0.1,", "\"phaseDegrees\": 0.1 ", "channels.I1.phaseDegrees"),
    Damage("\"currentAmperes\": 0.4", "\"currentAmperes\": 4.1", "channels.I1.points[1].currentAmperes"),
    Damage("\"currentAmperes\": 0.4", "\"currentAmperes\": 50", "channels.I1.points[1].currentAmperes"),
    Damage("\"currentAmperes\": 0.4", "\"currentAmperes\": 0", "channels.I1.points[0].currentAmperes"),
    Damage("\"currentAmperes\": 40", "\"currentAmperes\": nan", "channels.I1.points[2].currentAmperes"),
    Damage("\"gain\": 1.031", "\"gain\": \"1.031\"", "channels.I1.points[0].gain"),
    Damage(
      "\"gain\": 1.031, \"phaseDegrees\": 2.4", "\"gain\": 2.4, \"phaseDegrees\": 1.031",
      "channels.I1.points[0].gain"),
    Damage("\"phaseDegrees\": 2.4", "\"phaseMinutes\": 144", "channels.I1.points[0].phaseMinutes"),
    Damage("\"phaseDegrees\": 2.4", "\"phaseDegrees\": 144", "channels.I1.points[0].phaseDegrees"),
    Damage("\"points\": []", "\"points\": {}", "channels.I2.points"),
    Damage("\"points\": []", "\"points\": [3]", "channels.I2.points[0]"),
    Damage("\"points\": []", "\"points\": null", "channels.I2.points"),
  ]

  @Test("a damaged file is refused, and the key is named", arguments: damages)
  func damaged(_ damage: Damage) throws {
    let good = try CalibrationFileTests.example().json
    let place = try #require(good.range(of: damage.old))
    let error = try #require(Self.refusal(good.replacingCharacters(in: place, with: damage.new)))
    #expect(error.kind == .data && error.file == "sensor.json" && error.place == damage.key, "\(error)")
    #expect(!error.problem.isEmpty && error.line != nil)
  }

  @Test("a channel that is missing is named", arguments: ["V", "I1", "I2", "I3"])
  func missingChannel(name: String) throws {
    let good = try CalibrationFileTests.example().json
    var object = try #require(try JSONSerialization.jsonObject(with: Data(good.utf8)) as? [String: Any])
    var channels = try #require(object["channels"] as? [String: Any])
    channels[name] = nil
    object["channels"] = channels
    let json = try JSONSerialization.data(withJSONObject: object)
    #expect(Self.refusal(String(decoding: json, as: UTF8.self))?.place == "channels.\(name)")
  }

  @Test("nine points are one too many")
  func manyPoints() throws {
    let points = (1...9).map { "{\"currentAmperes\": \($0), \"gain\": 1, \"phaseDegrees\": 0}" }
    let json = try CalibrationFileTests.example().json.replacingOccurrences(
      of: "\"points\": []", with: "\"points\": [\(points.joined(separator: ","))]")
    #expect(Self.refusal(json)?.place == "channels.I2.points[8]")
  }

  @Test("a file that is cut anywhere is refused")
  func truncated() throws {
    let good = Array(try CalibrationFileTests.example().json.utf8)
    // No key is known before the first one is complete. Without its last line end the file is whole.
    let first = "{\n  \"version\"".utf8.count
    for length in 0..<good.count - 1 {
      let error = try #require(
        Self.refusal(String(decoding: good[..<length], as: UTF8.self)), "\(length) bytes")
      #expect(error.kind == .data && (error.place != nil || length < first), "\(length) bytes")
      #expect(error.line == good[..<length].count { $0 == 0x0A } + 1, "\(length) bytes")
    }
  }

  @Test("random bytes in a file never get through unseen to a figure out of its range, and never trap")
  func fuzz() throws {
    let good = Array(try CalibrationFileTests.example().json.utf8)
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0...generator.next() % 3 {
        bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
      }
      guard let file = try? CalibrationFile(json: bytes, file: "x") else { continue }
      try file.validate(file: "x")
    }
  }
}
