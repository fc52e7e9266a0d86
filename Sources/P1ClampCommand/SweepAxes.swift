// SPDX-License-Identifier: Apache-2.0
import AccuracySweep
import ArgumentParser
import Metering

/// The lists whose product a sweep measures.
struct SweepAxes: ParsableArguments {
  @Option(
    help: ArgumentHelp("RMS of the fundamental current, A (default: 0.04,0.1,1,5,20).", valueName: "list"),
    transform: { try numbers($0, in: 0.001...1000) })
  var currents: [Double]?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How far the current lags the voltage, degrees (default: 0).", valueName: "list"),
    transform: { try numbers($0, in: -180...180) })
  var angles: [Double]?

  @Option(
    help: ArgumentHelp("Mains frequency, Hz (default: 50.02).", valueName: "list"),
    transform: { try numbers($0, in: 45...65) })
  var frequencies: [Double]?

  @Option(
    help: ArgumentHelp("RMS of the current's harmonics, percent (default: 0).", valueName: "list"),
    transform: { try numbers($0, in: 0...100) })
  var distortions: [Double]?

  @Option(
    help: ArgumentHelp("Converter resolution, 12...16 (default: 12).", valueName: "list"),
    transform: { try numbers($0, in: 12...16, isWhole: true) })
  var bits: [Double]?

  @Option(
    help: ArgumentHelp("RMS of the noise before quantisation, LSB (default: 1).", valueName: "list"),
    transform: { try numbers($0, in: 0...100) })
  var noise: [Double]?

  @Option(help: ArgumentHelp("Frames a second, 1000...16000 (default: 4000).", valueName: "hz"))
  var rate: Double?

  /// Whether there is any.
  var hasAny: Bool {
    let lists = [currents, angles, frequencies, distortions, bits, noise]
    return rate != nil || lists.contains { $0 != nil }
  }

  func validate() throws {
    if let rate, !MeterConfiguration.rates.contains(rate) {
      throw ValidationError("--rate takes 1000...16000 frames/s, not \(rate).")
    }
  }

  /// The product of the lists.
  ///
  /// - Throws: A usage error for a condition that the converter does not hold.
  func grid() throws -> SweepGrid {
    do throws(SweepGrid.Failure) {
      return try SweepGrid(
        currents: currents ?? [0.04, 0.1, 1, 5, 20], angles: angles ?? [0],
        frequencies: frequencies ?? [50.02],
        distortions: distortions ?? [0], bits: (bits ?? [12]).map { Int($0) }, noise: noise ?? [1],
        rate: rate ?? 4000, cycles: 600)
    } catch {
      switch error {
      case .clips(let condition):
        throw ValidationError(
          """
          \(condition) is beyond the converter: with harmonics, DC and noise the peak may reach \
          \(rounded(condition.peak)) A, and the converter ends at \(rounded(condition.fullScale)) A.
          """)
      }
    }
  }

  private func rounded(_ amperes: Double) -> Double { (amperes * 10).rounded() / 10 }
}

private func numbers(
  _ text: String, in range: ClosedRange<Double>, isWhole: Bool = false
) throws -> [Double] {
  do throws(NumberList.Failure) {
    return try NumberList(text, in: range, isWhole: isWhole).values
  } catch {
    throw ValidationError("\(error).")
  }
}
