// SPDX-License-Identifier: Apache-2.0
package import P1Port

/// Sends telegrams on a device as its request line allows; it has no clock and does not wait.
///
/// It hands over no more than what leaves in some 20 ms, so that a telegram that is broken off ends there and the
/// device's buffers hold nothing old.
package struct Transmitter {
  /// How often it wants to be called while it sends, ms.
  package static let sendInterval: UInt64 = 5
  /// Time without any byte leaving after which a telegram is given up, ms.
  package static let patience = RequestLine.maximumAge

  private var request: RequestLine
  private var waiting: ReadyTelegram?
  private var bytes: ArraySlice<UInt8> = []
  private var isSending = false
  private var lastUnsent = 0
  private var lastProgress: UInt64 = 0
  /// Whether the latest telegram was given up because the device took nothing.
  package private(set) var isStuck = false

  package init(mode: RequestLine.Mode) {
    request = RequestLine(mode: mode, isHigh: false)
  }

  /// Whether a telegram is on its way or will be without anything else happening.
  package var isBusy: Bool { isSending || request.nextStart != nil }

  /// Takes a telegram in place of one that was not started.
  package mutating func offer(_ telegram: ReadyTelegram) {
    waiting = telegram
    request.readingCompleted(at: telegram.made)
  }

  /// Does what is due.
  ///
  /// - Returns: Milliseconds after which something is due if nothing happens before; nil if nothing is.
  package mutating func step(_ device: some TelegramDevice, at now: UInt64) throws(DeviceFailure) -> UInt64? {
    request.lineChanged(isHigh: try device.look(), at: now)
    while true {
      switch request.step(at: now) {
      case .start:
        bytes = waiting?.bytes[...] ?? []
        waiting = nil
        isSending = true
        lastProgress = now
      case .continue:
        try send(on: device, at: now)
        if isSending { return Self.sendInterval }
      case .stop:
        giveUp(on: device)
      case .wait:
        let start = request.nextStart.map { $0 > now ? $0 - now : 1 }
        return [start, device.lookInterval].compactMap(\.self).min()
      }
    }
  }

  /// Forgets everything: a device that is opened again begins with a telegram's first byte.
  package mutating func reset() {
    self = Transmitter(mode: request.mode)
  }

  private mutating func send(on device: some TelegramDevice, at now: UInt64) throws(DeviceFailure) {
    var unsent = device.unsent
    let room = min(bytes.count, 2 * device.blockSize - unsent)
    let taken = room > 0 ? try device.write(bytes.prefix(room)) : 0
    bytes = bytes.dropFirst(taken)
    if taken > 0 || unsent < lastUnsent { lastProgress = now }
    unsent += taken
    lastUnsent = unsent
    if bytes.isEmpty, unsent == 0 || device.unsent == 0 {
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
    device.discard()
    bytes = []
    isSending = false
    lastUnsent = 0
  }
}
