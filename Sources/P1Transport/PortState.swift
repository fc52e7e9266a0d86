// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The state of a port at a moment.
public struct PortState: Equatable, Sendable {
  /// The port's name: its address or its device.
  public var name: String
  /// How many clients are connected; nil for a device.
  public var clients: Int?
  /// The level of the request line; nil for a server, and while the device is gone.
  public var isRequestHigh: Bool?
  /// When the request line last changed, ms of the ``MonotonicClock``; nil if it never has.
  public var toggled: UInt64?

  /// A state of these parts.
  public init(name: String, clients: Int? = nil, isRequestHigh: Bool? = nil, toggled: UInt64? = nil) {
    self.name = name
    self.clients = clients
    self.isRequestHigh = isRequestHigh
    self.toggled = toggled
  }
}

/// The state that the thread of a port keeps and any thread reads.
final class SharedPortState: Sendable {
  private let state: Mutex<PortState>

  init(_ state: PortState) {
    self.state = Mutex(state)
  }

  var value: PortState { state.withLock { $0 } }

  func update(_ change: (inout PortState) -> Void) {
    state.withLock { change(&$0) }
  }
}
