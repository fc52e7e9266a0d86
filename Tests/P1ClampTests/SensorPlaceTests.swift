// SPDX-License-Identifier: Apache-2.0
import Metering
import P1Clamp
import P1Port
import Testing
import _TestSupport

@Suite("A sensor built in place")
struct SensorPlaceTests {
  @Test("measures and tells what a sensor built as a value does")
  func measuresTheSame() throws {
    let place = UnsafeMutablePointer<Sensor<FixedEstimator>>.allocate(capacity: 1)
    defer { place.deallocate() }
    try Sensor.initialize(place) {
      $0.nominalVoltage = 231
    } estimator: {
      FixedEstimator()
    }
    let configuration = MeterConfiguration(nominalVoltage: 231)
    let placed = place.pointee.configuration
    #expect(placed == configuration)
    var sensor = try Sensor(configuration, estimator: FixedEstimator())

    // A triangle of 50 Hz: 80 frames a period.
    let frames = (0..<9000).flatMap { frame -> [Int16] in
      let place = frame % 80
      let code = Int16(place < 40 ? 50 * place - 1000 : 3000 - 50 * place)
      return [code, code / 2, code / 3, -code / 4]
    }
    var text: [UInt8] = []
    var latest: Reading?
    try sensor.update(frames.span) { reading, telegram throws(Telegram.Failure) in
      latest = reading.checked()
      text = try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
        try telegram.write(into: &output)
      }
    }
    let isComplete = place.pointee.update(frames.span)
    let reading = place.pointee.reading
    #expect(isComplete)
    #expect(latest?.cycle == 2)
    #expect(reading == latest)
    let written = try [UInt8](capacity: Telegram.maximumLength) { output throws(Telegram.Failure) in
      try place.pointee.writeTelegram(into: &output)
    }
    #expect(written == text)
    let isCompleteAgain = place.pointee.update(frames.span.extracting(0..<400))
    #expect(!isCompleteAgain)
  }

  @Test("refuses what cannot be measured")
  func refuses() {
    let place = UnsafeMutablePointer<Sensor<FixedEstimator>>.allocate(capacity: 1)
    defer { place.deallocate() }
    #expect(throws: MeterConfiguration.Failure.unsupportedRate) {
      try Sensor.initialize(place) {
        $0.rate = 100
      } estimator: {
        FixedEstimator()
      }
    }
  }
}
