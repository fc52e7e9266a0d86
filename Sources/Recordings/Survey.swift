// SPDX-License-Identifier: Apache-2.0

/// The magnitudes of a file's values, found in a pass over all of them.
struct Survey {
  /// The largest of each channel.
  private(set) var peaks: [Double] = []
  /// The largest of each channel that is no mark or fault; none where no channel has such.
  private(set) var bounds: [Double] = []

  /// The largest value of a floating-point recording.
  private static let possible = 1e7

  /// None yet.
  init() {}

  /// Reads frames up to the first fault; those of floating-point numbers show marks and faults.
  init(_ reader: inout ValueReader) {
    peaks = [Double](repeating: 0, count: reader.channelCount)
    let isFloating = reader.coding.bits == nil
    var spreads = isFloating ? peaks.map { _ in ValueSpread() } : []
    while let frames = try? reader.read(upTo: 1 << 14), !frames.isEmpty {
      for start in stride(from: 0, to: frames.count, by: peaks.count) {
        for channel in peaks.indices {
          let value = frames[start + channel]
          peaks[channel] = max(peaks[channel], abs(value))
          if isFloating { spreads[channel].add(value) }
        }
      }
    }
    let found = spreads.map { $0.bound(possible: Self.possible) }
    if found.contains(where: { $0 != nil }) { bounds = found.map { $0 ?? .infinity } }
  }

  /// These magnitudes, with the bounds of a pass before.
  func with(bounds: [Double]) -> Survey {
    var survey = self
    survey.bounds = bounds
    return survey
  }
}
