// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
import Recordings
import Foundation
public import Metering

/// The signal of a channel without a current, in codes of the converter.
public struct ZeroSignal: Sendable, Equatable {
  /// The mean, codes.
  public var offset: Double
  /// The variance, codes squared, mains left out where there were any; nil of a voltage that is there.
  public var noise: Double?
  /// RMS of the mains in it, codes; nil where noise alone would show as much.
  public var mains: Double?
}

extension CalibrationRecording {
  /// Offset and noise of every input, from a recording in which no current flows.
  ///
  /// Where the voltage is present, its channel has an offset only.
  ///
  /// - Parameter nullsMains: Whether mains current that flows all the same is subtracted from the noise; otherwise it
  ///   is refused.
  /// - Returns: What each channel shows; nil for what is not recorded.
  /// - Throws: `data` where the recording is shorter than a second, holds no codes of a converter, or a current flows.
  public func zero(nullsMains: Bool = false) throws(InputError) -> PerChannel<ZeroSignal?> {
    guard source.calibration.range.rating.isFinite else {
      throw failure(
        "expected the codes of a converter, found amperes: they tell neither offset nor noise in codes")
    }
    var columns = [ZeroRecord](repeating: ZeroRecord(rate: source.rate), count: source.channelCount)
    var blocks = blocks
    while let samples = try blocks.next() {
      for (index, code) in samples.enumerated() { columns[index % source.channelCount].add(code) }
    }
    let found = Double(columns[0].count) / source.rate
    guard found >= 1 else { throw failure("expected at least 1 s at zero current, found \(found) s") }
    let steps = source.calibration.codeSteps
    var figures = PerChannel<ZeroSignal?>(repeating: nil)
    for channel in columns.indices {
      columns[channel].finish()
      let record = columns[channel]
      guard let input = Input(rawValue: UInt8(channel)) else {
        let signal = signal(record, step: steps.voltage)
        figures.voltage = ZeroSignal(offset: signal.offset, noise: isQuiet(signal) ? signal.noise : nil)
        continue
      }
      let step = steps.inputs[input]
      var signal = signal(record, step: step)
      let power = signal.noise ?? 0
      guard isQuiet(signal) else {
        throw failure(
          "expected no current at input \(channel), found \(NumberText.number(power.squareRoot())) codes RMS"
        )
      }
      if let mains = record.mains {
        let level = mains.level * step
        let amperes = mains.level * source.calibration.channels.inputs[input].scale
        guard nullsMains else {
          let figure =
            "\(NumberText.number(level, digits: 3)) codes RMS, nominally \(NumberText.number(amperes, digits: 3)) A"
          throw failure(
            "expected no current at input \(channel), found \(NumberText.number(mains.frequency, digits: 4)) Hz of \(figure)",
            remedy: .say(.nullMains))
        }
        signal.noise = max(0, power - level * level)
        signal.mains = level
      }
      figures.inputs[input] = signal
    }
    return figures
  }

  /// Mean and variance, in codes of the converter.
  private func signal(_ record: ZeroRecord, step: Double) -> ZeroSignal {
    ZeroSignal(offset: record.mean * step, noise: record.variance * step * step)
  }

  /// Whether what varies is below two codes of 12 bits.
  private func isQuiet(_ signal: ZeroSignal) -> Bool {
    let step = (Double(source.calibration.highestCode) - Double(source.calibration.lowestCode)) / 2048
    return (signal.noise ?? 0) <= step * step
  }
}
