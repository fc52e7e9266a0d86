// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import ArgumentParser
import Foundation

/// Options that state what a recording does not state itself.
struct RecordingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Comma-separated. COMTRADE and CSV: names or numbers of the voltage, then of the inputs' currents. Raw frames and \
      WAV: what each column is, V, I1, I2, I3 or - to skip it.
      """, valueName: "names"))
  var channels: String?

  @Option(
    help: ArgumentHelp(
      """
      Units of the voltage and the currents, comma-separated, as V,A,A,A or kV,mA; they override the recording's own \
      (COMTRADE, CSV, floating-point numbers).
      """, valueName: "list"))
  var units: String?

  @Option(
    help: ArgumentHelp(
      """
      Codes of an unsigned converter without a signal, one for all channels or one each (default: half of its span for \
      u16le; codes are signed otherwise).
      """, valueName: "codes"))
  var midpoint: String?

  @Option(
    help: ArgumentHelp(
      """
      The largest value of a stream of s24le, s32le, f32le or such WAV, which is scaled into 16 bits by it (default: that of \
      the format; a file is scaled by its own range).
      """, valueName: "value"))
  var fullScale: Double?

  func validate() throws {
    _ = try midpoints
    if let fullScale, !(fullScale > 0 && fullScale.isFinite) {
      throw ValidationError("--full-scale takes a number above 0, not \(fullScale).")
    }
  }

  /// The options that were given.
  var given: [String] {
    [
      channels.map { _ in "--channels" }, units.map { _ in "--units" }, midpoint.map { _ in "--midpoint" },
      fullScale.map { _ in "--full-scale" },
    ].compactMap(\.self)
  }

  /// Opens a recording or a live input.
  ///
  /// - Throws: What `Recording.open` throws.
  func open(
    _ path: String, format: Recording.Format, rate: Double?, bits: Int?
  ) throws(InputError) -> any FrameSource {
    try Recording.open(
      path, format: format, rate: rate, bits: bits, channels: Self.list(channels), units: Self.list(units),
      midpoints: (try? midpoints) ?? [], fullScale: fullScale, isCancelled: { Interruption.isRequested })
  }

  private var midpoints: [Double] {
    get throws {
      guard let midpoint else { return [] }
      do throws(NumberList.Failure) {
        return try NumberList(midpoint, in: 0...65535).values
      } catch {
        throw ValidationError("--midpoint: \(error).")
      }
    }
  }

  private static func list(_ text: String?) -> [String] {
    guard let text else { return [] }
    return text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }
}
