// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The runs of a recording without the values that no quantity has.
struct PlausibleRuns {
  /// The runs, without records that lack a voltage.
  let runs: [TableRun]
  /// The ranges of the values that are left.
  let figures: [RecordScan.Figures]
  /// Tells what was found, a line a channel.
  let warnings: [String]
  /// Opens the frames, from the first one on.
  let open: () throws(InputError) -> RunFrames

  /// The largest voltage or current that there is, V or A.
  private static let possible = 1e7

  /// Looks for such values; reads the records once more where there are any.
  ///
  /// - Parameters:
  ///   - channels: The voltage and up to three currents.
  ///   - runs: At least one.
  ///   - figures: The ranges of all values.
  ///   - file: The recording's name in messages.
  ///   - records: Opens the records, from the first one on.
  /// - Throws: `data` where no record is left, or where records are left out at too many places; what reading throws.
  init(
    _ channels: [RunSource.Channel], runs: [TableRun], figures: [RecordScan.Figures], file: String,
    records: @escaping () throws(InputError) -> any RecordReader
  ) throws(InputError) {
    let bounds = zip(channels, figures).map { channel, figures -> Double? in
      guard channel.hasMarks, channel.zero == 0 else { return nil }
      // Beyond nothing but zeros is beyond one unit.
      return figures.spread?.bound(possible: Self.possible / abs(channel.scale)).map { $0 > 0 ? $0 : 1 }
    }
    guard bounds.contains(where: { $0 != nil }) else {
      (self.runs, self.figures, warnings) = (runs, figures, [])
      open = { () throws(InputError) in RunFrames(runs, of: try records(), channels: channels.count) }
      return
    }
    var plausible = PlausibleRecords(try records(), bounds: bounds)
    var scan = RecordScan(channels: channels.count, file: file)
    var missing: [Range<Int>] = []
    while let block = try plausible.next() {
      try scan.add(block)
      for record in block.records where block.codes[0][record - block.first].isNaN {
        if missing.last?.upperBound == record {
          missing[missing.count - 1] = missing[missing.count - 1].lowerBound..<record + 1
        } else {
          missing.append(record..<record + 1)
        }
      }
    }
    let left = runs.removing(missing)
    guard !left.isEmpty else {
      throw InputError(
        .data, file: file, place: channels[0].name, "expected voltages, found none that can be one")
    }
    self.runs = left
    self.figures = zip(scan.figures, bounds).map { figures, bound in
      var figures = figures
      // Values that were put beyond the bound are none of the range.
      if let bound {
        (figures.lowest, figures.highest) = (max(figures.lowest, -bound), min(figures.highest, bound))
      }
      return figures
    }
    warnings = zip(channels, plausible.found).enumerated().compactMap { index, element in
      let (channel, found) = element
      guard found.count > 0 else { return nil }
      let values = found.count.counting("value that is", "values that are")
      return
        "\(channel.name) has \(values) far beyond all others, first \(NumberText.number(found.first.value)) in record "
        + "\(found.first.record + 1): \(index == 0 ? "skipped" : "taken as beyond the range")"
    }
    let rails = PlausibleRecords.rails(bounds)
    open = { () throws(InputError) in
      RunFrames(
        left, of: PlausibleRecords(try records(), bounds: bounds), channels: channels.count, rails: rails)
    }
  }
}
