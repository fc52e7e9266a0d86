// SPDX-License-Identifier: Apache-2.0
import LiveView
import Metering

/// The page in progress: its server, and what is kept for it between two readings.
struct LivePage {
  private let server: LiveServer
  private var latest: LatestFrames
  /// The latest telegram: with an interval it holds until the next one.
  private var telegram: [UInt8]?

  /// A page of a server.
  init(_ server: LiveServer, of instrument: LiveInstrument) {
    self.server = server
    latest = LatestFrames(
      rate: instrument.configuration.rate, channelCount: instrument.configuration.channelCount)
  }

  /// Takes frames as they are measured.
  mutating func append(_ frames: Span<Int16>) {
    latest.append(frames)
  }

  /// Shows a second.
  ///
  /// - Parameters:
  ///   - second: The second that was measured.
  ///   - telegram: The telegram that was sent of it; nil for none.
  ///   - isDue: Whether a telegram was to be sent of it.
  mutating func show(_ second: LiveSecond, telegram: [UInt8]?, isDue: Bool) {
    if isDue { self.telegram = telegram }
    var second = second
    second.telegram = self.telegram
    second.frames = latest.frames
    server.show(second)
  }

  /// Closes the page.
  func finish() {
    server.finish()
  }
}
