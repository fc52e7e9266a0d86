// SPDX-License-Identifier: Apache-2.0

/// Something that happened on a port: a line for a log.
public struct PortEvent: Equatable, Sendable {
  /// How much an event matters, as in most logs.
  public enum Level: Sendable {
    /// Of use for finding a fault: an attempt that failed and is repeated.
    case debug
    /// Normal operation: a client came or went, a device is back.
    case info
    /// Telegrams are lost: a device is gone, a client was refused or dropped.
    case warning
    /// The port cannot do its work.
    case error
  }

  /// Receives events, on the port's own thread. Return soon: no telegram is sent meanwhile.
  public typealias Handler = @Sendable (PortEvent) -> Void

  /// How much it matters.
  public var level: Level
  /// The event in one line, which names the device or the client.
  public var text: String

  /// An event.
  public init(_ level: Level, _ text: String) {
    self.level = level
    self.text = text
  }
}
