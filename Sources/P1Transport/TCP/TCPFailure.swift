// SPDX-License-Identifier: Apache-2.0
#if Tool
  import FlyingSocks
  import Foundation
  import HostFiles

  /// Why a server cannot listen or a connection cannot be made.
  public struct TCPFailure: Error, Equatable, CustomStringConvertible {
    /// The system's reason.
    public let reason: String

    package init(reason: String) {
      self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
  }

  extension Error {
    /// The system's reason, without the library's words around it.
    package var reason: String {
      if case .failed(_, _, let message)? = self as? SocketError { return message }
      if let failure = self as? TCPFailure { return failure.reason }
      if let failure = self as? DeviceFailure { return failure.reason }
      if let failure = self as? SystemFailure { return failure.reason }
      return localizedDescription
    }
  }
#endif
