// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Which channel of a frame each column of a raw or WAV recording holds.
struct ColumnLayout: Equatable {
  /// For each column its channel, 0 for the voltage and 1...3 for the inputs; nil for a skipped one.
  let channels: [Int?]

  /// The channels' names in the order of a frame.
  static let names = ["V", "I1", "I2", "I3"]
  /// The most columns of a recording.
  static let limit = 64

  /// Channels of each frame: up to the highest input named.
  let channelCount: Int

  /// A layout from the columns' names in their order: `V`, `I1`, `I2`, `I3`, or `-` to skip a column.
  ///
  /// - Throws: `data` for an unknown name, a name given twice, no `V`, or more than 64 columns.
  init(_ columns: [String], file: String) throws(InputError) {
    func problem(_ text: String) -> InputError {
      InputError(file: file, changing: .channels, text)
    }
    guard columns.count <= Self.limit else {
      throw problem("expected up to \(Self.limit) columns, found \(columns.count)")
    }
    var channels: [Int?] = []
    for column in columns {
      let name = column.trimmed
      guard name != "-" else {
        channels.append(nil)
        continue
      }
      guard let channel = Self.names.firstIndex(of: name.uppercased()) else {
        throw problem("expected V, I1, I2, I3 or - for each column, found \(column.quoted)")
      }
      guard !channels.contains(channel) else {
        throw problem("expected each channel once, found \(Self.names[channel]) twice")
      }
      channels.append(channel)
    }
    guard channels.contains(0) else {
      throw problem("expected a column V for the voltage, found \(columns.joined(separator: ",").quoted)")
    }
    self.channels = channels
    channelCount = (channels.compactMap(\.self).max() ?? 0) + 1
  }
}
