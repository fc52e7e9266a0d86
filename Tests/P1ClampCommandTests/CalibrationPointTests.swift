// SPDX-License-Identifier: Apache-2.0
import CalibrationFitting
import Metering
@testable import P1ClampCommand
import Testing

@Suite("The option of a calibration point")
struct CalibrationPointTests {
  @Test(
    "a point's text is read, and what is wrong in it is said",
    arguments: [
      ("a.wav", "input"), (",input=1,amperes=1,degrees=0", "file"),
      ("a.wav,input=4,amperes=1,degrees=0", "input"),
      ("a.wav,input=1,degrees=0", "amperes"), ("a.wav,input=1,amperes=0,degrees=0", "amperes"),
      ("a.wav,input=1,amperes=1", "degrees"), ("a.wav,input=1,amperes=1,degrees=x", "degrees"),
      ("a.wav,input=1,amperes=1,degrees=0,degrees=1", "degrees"),
      ("a.wav,input=1.5,amperes=1,degrees=0", "input"),
      ("a.wav,input=1,amperes=2,5,degrees=0", "before 5; a number has a point"),
      ("a.wav,input=1,amperes=5,degrees=0,5", "before 5; a number has a point"),
      ("a.wav,input=1,ampere=5,degrees=0", "found ampere=5"),
      ("a.wav,imput=1,amperes=5,degrees=0", "found imput=1"),
      ("a.wav,input=1,amperes=5,degrees=0,phase=3", "found phase=3"),
      ("a,b.wav,amperes=5,degrees=0", "expected input=1, 2 or 3"),
    ])
  func text(text: String, key: String) throws {
    let failure = try #require(throws: CalibrationPoint.Failure.self) { try CalibrationPoint(option: text) }
    #expect(failure.description.contains(key))
    let good = try CalibrationPoint(option: "a=1,b.wav,degrees=-30,amperes=2.5,input=3,volts=231")
    #expect(
      good == CalibrationPoint(file: "a=1,b.wav", input: .input3, amperes: 2.5, degrees: -30, volts: 231))
  }
}
