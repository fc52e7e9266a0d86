// SPDX-License-Identifier: Apache-2.0
import Foundation
import P1Port

/// The work of a device's thread.
struct DeviceLoop<Device: TelegramDevice & Sendable>: Sendable {
  /// Time for the device to take a telegram that was started before the port ends, ms.
  private static var farewell: UInt64 { 1500 }
  /// Time for a reader, or for an adapter's buffer, between the last byte and the closing of the device, ms.
  private static var settling: UInt64 { 50 }
  /// Waits between attempts to open a device that is gone, ms; the last one repeats.
  private static var backoff: [UInt64] { [250, 500, 1000, 2000, 5000] }
  /// Events of a kind that are reported before they count as repeated.
  private static var familiarity: Int { 10 }

  private var device: Device?
  private let slot: TelegramSlot
  private let shared: SharedPortState
  private var events: RepeatedEvents
  private let reopen: @Sendable () throws(DeviceFailure) -> Device
  private var transmitter: Transmitter
  private var isStuck = false
  private let name: String
  private var attempts = 0
  private var nextAttempt: UInt64 = 0

  /// The work on a device that is open.
  init(
    device: Device, slot: TelegramSlot, shared: SharedPortState, mode: RequestLine.Mode,
    report: @escaping PortEvent.Handler,
    reopen: @escaping @Sendable () throws(DeviceFailure) -> Device
  ) {
    self.device = device
    self.slot = slot
    self.shared = shared
    events = RepeatedEvents(report: report)
    self.reopen = reopen
    name = device.name
    transmitter = Transmitter(mode: mode)
  }

  /// Sends until the slot is closed.
  mutating func run() {
    var end: UInt64?
    while true {
      let now = MonotonicClock.now
      let (telegram, isClosed) = slot.remove()
      if let telegram { transmitter.send(telegram) }
      if isClosed, end == nil { end = now + Self.farewell }
      let due = step(at: now)
      showRequest(at: now)
      events.flush(at: now)
      if let end, now >= end || !transmitter.isBusy || device == nil { break }
      let next = events.due.map { $0 - now }
      wait([due, next].compactMap(\.self).min())
    }
    events.finish()
    if device != nil { usleep(UInt32(Self.settling) * 1000) }
  }

  /// Sends, or tries to open the device.
  ///
  /// - Returns: Milliseconds after which something is due; nil if nothing is.
  private mutating func step(at now: UInt64) -> UInt64? {
    if device == nil, now >= nextAttempt { open(at: now) }
    guard let device else { return nextAttempt - now }
    do throws(DeviceFailure) {
      let due = try transmitter.step(device, at: now)
      reportStop(at: now)
      return due
    } catch {
      tell(.warning, "is gone: \(error.reason)", of: "gone", at: now)
      self.device = nil
      transmitter.reset()
      isStuck = false
      attempts = 0
      nextAttempt = now + Self.backoff[0]
      return Self.backoff[0]
    }
  }

  private mutating func open(at now: UInt64) {
    do throws(DeviceFailure) {
      device = try reopen()
      tell(.info, "is back", of: "back", at: now)
    } catch {
      attempts += 1
      nextAttempt = now + Self.backoff[min(attempts, Self.backoff.count - 1)]
      tell(.debug, "cannot be opened: \(error.reason)", of: "closed", at: now)
    }
  }

  /// Reports that the device takes nothing: once, until it takes something again.
  private mutating func reportStop(at now: UInt64) {
    if transmitter.isStuck, !isStuck {
      tell(.warning, "takes nothing: telegrams are lost", of: "stuck", at: now)
    }
    isStuck = transmitter.isStuck
  }

  private mutating func tell(_ level: PortEvent.Level, _ text: String, of kind: String, at now: UInt64) {
    events.tell(PortEvent(level, "\(name) \(text)"), of: kind, allowance: Self.familiarity, at: now)
  }

  /// Shows the request line's level, and when it changed.
  private func showRequest(at now: UInt64) {
    let isHigh = device == nil ? nil : transmitter.isRequestHigh
    shared.update { state in
      if let isHigh, let before = state.isRequestHigh, isHigh != before { state.toggled = now }
      state.isRequestHigh = isHigh
    }
  }

  /// Waits for a telegram, for the device to go, or for the time.
  private func wait(_ milliseconds: UInt64?) {
    var requests = [
      pollfd(fd: slot.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: device?.descriptor ?? -1, events: 0, revents: 0),
    ]
    poll(&requests, nfds_t(requests.count), milliseconds.map { Int32(clamping: $0) } ?? -1)
  }
}
