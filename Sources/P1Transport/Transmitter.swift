// SPDX-License-Identifier: Apache-2.0
import P1Port

/// Sends telegrams on a device as its request line allows; it has no clock and does not wait.
///
/// It hands over no more bytes than leave in some 20 ms, so that a telegram that is broken off ends there and the
/// device's buffers hold nothing old.
struct Transmitter {
  /// How often it wants to be called while it sends, ms.
  static let sendInterval: UInt64 = 5
  /// Time without any byte leaving after which a telegram is given up, ms.
  static let patience = RequestLine.maximumAge

  private var request: RequestLine
  private var waiting: ReadyTelegram?
  private var bytes: ArraySlice<UInt8> = []
  private var isSending = false
  /// When the reading of the latest telegram was made, until that is too old to be read.
  private var lastMade: UInt64?
  private var lastUnsent = 0
  private var lastProgress: UInt64 = 0
  /// Whether the latest telegram was given up because no byte of it left.
  private(set) var isStuck = false

  /// The request line's level when it was read last.
  var isRequestHigh: Bool { request.isHigh }

  /// A transmitter with nothing to send.
  init(mode: RequestLine.Mode) {
    request = RequestLine(mode: mode, isHigh: false)
  }

  /// Whether a telegram is on its way or will be without anything else happening.
  var isBusy: Bool { isSending || request.nextStart != nil }

  /// Sends a telegram as soon as the line allows, in place of one that was not started.
  mutating func send(_ telegram: ReadyTelegram) {
    waiting = telegram
    request.readingCompleted(at: telegram.made)
  }

  /// Does what is due.
  ///
  /// - Returns: Milliseconds after which something is due if nothing happens before; nil if nothing is.
  mutating func step(_ device: some TelegramDevice, at now: UInt64) throws(DeviceFailure) -> UInt64? {
    request.lineChanged(isHigh: try device.readRequest(), at: now)
    while true {
      switch request.step(at: now) {
      case .start:
        device.discardUnread()
        lastMade = waiting?.made
        bytes = waiting?.bytes[...] ?? []
        waiting = nil
        isSending = true
        lastProgress = now
      case .continue:
        try writeMore(on: device, at: now)
        if isSending { return Self.sendInterval }
      case .stop:
        giveUp(on: device)
      case .wait:
        if let made = lastMade, now >= made + RequestLine.maximumAge {
          device.discardUnread()
          lastMade = nil
        }
        let start = request.nextStart.map { $0 > now ? $0 - now : 1 }
        return [start, device.requestInterval].compactMap(\.self).min()
      }
    }
  }

  /// Forgets everything: a device that is opened again begins with a telegram's first byte.
  mutating func reset() {
    self = Transmitter(mode: request.mode)
  }

  private mutating func writeMore(on device: some TelegramDevice, at now: UInt64) throws(DeviceFailure) {
    var unsent = device.unsentCount
    let room = min(bytes.count, 2 * device.blockSize - unsent)
    let count = room > 0 ? try device.write(bytes.prefix(room)) : 0
    bytes = bytes.dropFirst(count)
    if count > 0 || unsent < lastUnsent { lastProgress = now }
    unsent += count
    lastUnsent = unsent
    if bytes.isEmpty, unsent == 0 || device.unsentCount == 0 {
      isSending = false
      isStuck = false
      request.telegramCompleted()
    } else if now >= lastProgress + Self.patience {
      isStuck = true
      giveUp(on: device)
      request.telegramCompleted()
    }
  }

  private mutating func giveUp(on device: some TelegramDevice) {
    device.discardUnsent()
    bytes = []
    isSending = false
    lastUnsent = 0
  }
}
