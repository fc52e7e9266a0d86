// SPDX-License-Identifier: Apache-2.0
public import Metering
public import Recordings
import StrictJSON

extension WiringObservation {
  /// Measures a stream of frames with ``map`` and adds its readings.
  ///
  /// - Parameters:
  ///   - blocks: The frames.
  ///   - name: What to call them in an error.
  ///   - calibration: What their codes mean.
  ///   - limit: Readings after which no further block is read; nil up to the end of the stream.
  ///   - estimator: Makes the estimator of frequency and phasors, for a rate in frames/s and a number of channels.
  ///   - guide: Asks for loads; the stream is read until the guide is over. Nil for none.
  ///   - isLoadOn: Asked each cycle: whether the user has said since the last one that the load the guide asks for is on.
  ///   - say: Called with each line of the guide.
  /// - Throws: `data` where no cycle could be used, or with what is wrong with the input and where; what `estimator`
  ///   throws; the failure of a `Meter` that cannot measure with the calibration.
  public mutating func measure<Estimator: PhasorEstimator & ~Copyable>(
    _ blocks: inout FrameBlocks, named name: String, calibration: Calibration, upTo limit: Int? = nil,
    estimator: (_ rate: Double, _ channelCount: Int) throws -> Estimator,
    guide: WiringGuide? = nil, isLoadOn: () -> Bool = { false }, say: (String) -> Void = { _ in }
  ) throws {
    var guide = guide
    let (rate, channelCount) = (blocks.source.rate, blocks.source.channelCount)
    var meter = try Meter(
      MeterConfiguration(rate: rate, channelCount: channelCount, calibration: calibration, wiring: map),
      estimator: estimator(rate, channelCount))
    var hasVoltage = false
    var count = 0
    while count < limit ?? .max, guide?.isOver != true {
      let read = try meter.measure(&blocks, upTo: 1) { reading in
        if !reading.flags.contains(.frequencyLost) { hasVoltage = true }
        let known = cycles
        add(reading)
        guard cycles > known else { return }
        let load = guide?.add(point(reading), time: reading.time, isLoadOn: isLoadOn(), say: say)
        if let load { add(load) }
      }
      guard read > 0 else { break }
      count += read
    }
    if let guide { untried = guide.untried }
    guard cycles == 0 else { return }
    guard count > 0 else {
      throw InputError(.data, file: name, "expected at least the second of one cycle, found less")
    }
    var reason = hasVoltage ? leftOut.text : "no mains power (PWR LED is off), check the supply"
    if hasClippedVoltage {
      reason +=
        ". Look at terminals N and L: between two lines of a net with a neutral there are 400 V, not 230 V"
    }
    throw InputError(
      .data, file: name,
      "expected a cycle with a steady voltage, all of its frames and no clipped codes, found none in "
        + "\(count): \(reason)")
  }
}
