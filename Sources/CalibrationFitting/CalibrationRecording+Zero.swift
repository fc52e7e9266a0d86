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
    var columns = [[Double]](repeating: [], count: source.channelCount)
    var blocks = blocks
    while let samples = try blocks.next() {
      for (index, code) in samples.enumerated() { columns[index % source.channelCount].append(Double(code)) }
    }
    let found = Double(columns[0].count) / source.rate
    guard found >= 1 else { throw failure("expected at least 1 s at zero current, found \(found) s") }
    let steps = source.calibration.codeSteps
    var figures = PerChannel<ZeroSignal?>(repeating: nil)
    for (channel, codes) in columns.enumerated() {
      guard let input = Input(rawValue: UInt8(channel)) else {
        let signal = signal(codes, step: steps.voltage)
        figures.voltage = ZeroSignal(offset: signal.offset, noise: isQuiet(signal) ? signal.noise : nil)
        continue
      }
      var signal = signal(codes, step: steps.inputs[input])
      let power = signal.noise ?? 0
      guard isQuiet(signal) else {
        throw failure(
          "expected no current at input \(channel), found \(NumberText.number(power.squareRoot())) codes RMS"
        )
      }
      if let mains = MainsContent(codes, rate: source.rate), mains.isFlowing {
        let step = steps.inputs[input]
        let level = mains.level * step
        let amperes = level * source.calibration.channels.inputs[input].scale / step
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
  private func signal(_ codes: [Double], step: Double) -> ZeroSignal {
    let offset = Self.weightedMean(codes)
    let variance = codes.reduce(0) { $0 + ($1 - offset) * ($1 - offset) } / Double(codes.count)
    return ZeroSignal(offset: offset * step, noise: variance * step * step)
  }

  /// Whether what varies is below two codes of 12 bits.
  private func isQuiet(_ signal: ZeroSignal) -> Bool {
    let step = (Double(source.calibration.highestCode) - Double(source.calibration.lowestCode)) / 2048
    return (signal.noise ?? 0) <= step * step
  }

  /// Mean under a Hann window: of a sinusoid of any frequency above 10/T less than 0.03 % is left.
  private static func weightedMean(_ codes: [Double]) -> Double {
    var sum = 0.0
    for (index, code) in codes.enumerated() {
      sum += code * (1 - cos(2 * .pi * (Double(index) + 0.5) / Double(codes.count)))
    }
    return sum / Double(codes.count)
  }
}

/// The strongest sinusoid of a mains frequency in a signal.
struct MainsContent {
  /// Its frequency, Hz: within 4 Hz of 50 or 60.
  private(set) var frequency = 0.0
  /// Its RMS.
  private(set) var level = 0.0
  /// Whether it is more than noise shows by chance, and more than a hundredth of the signal's power.
  ///
  /// Noise of variance s^2 shows 2 s^2 / N at one frequency on average; 16 times as much at any of some hundred is a chance of one
  /// in 50,000.
  let isFlowing: Bool

  /// Looks for it; nil in a signal that is shorter than a second or constant.
  init?(_ values: [Double], rate: Double) {
    let block = max(1, Int(rate / 10))
    let count = values.count / block
    guard count >= 10 else { return nil }
    let used = values[..<(count * block)]
    let mean = used.reduce(0, +) / Double(used.count)
    let variance = used.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(used.count)
    guard variance > 0 else { return nil }
    for centre in [50.0, 60] {
      let parts = (0..<count).map { part in
        Self.phasor(used[(part * block)..<((part + 1) * block)], mean, centre / rate, first: part * block)
      }
      let step = 0.25 / (Double(used.count) / rate)
      for offset in stride(from: -4.0, through: 4, by: step) {
        var sum = Phasor.zero
        for (part, phasor) in parts.enumerated() {
          sum = sum + phasor.rotated(degrees: -360 * offset * (Double(part) + 0.5) * Double(block) / rate)
        }
        // What a block loses of what turns in it.
        let angle = Double.pi * offset * Double(block) / rate
        let kept = angle == 0 ? 1 : sin(angle) / angle
        let level = 2.0.squareRoot() * sum.magnitude / Double(used.count) / kept
        if level > self.level { (self.level, frequency) = (level, centre + offset) }
      }
    }
    isFlowing = level * level > max(0.01, 32 / Double(used.count)) * variance
  }

  private static func phasor(
    _ values: ArraySlice<Double>, _ mean: Double, _ frequency: Double, first: Int
  ) -> Phasor {
    var (real, imaginary) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      let angle = 2 * Double.pi * frequency * Double(first + index)
      real += (value - mean) * cos(angle)
      imaginary -= (value - mean) * sin(angle)
    }
    return Phasor(real: real, imaginary: imaginary)
  }
}
