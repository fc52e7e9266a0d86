// SPDX-License-Identifier: Apache-2.0
public import Recordings
public import ArgumentParser
public import Logging
public import Metering
public import P1Lint
public import P1Transport
import P1Port

extension Rotation: ExpressibleByArgument {}
extension Recording.Format: ExpressibleByArgument {}
extension RequestInput: ExpressibleByArgument {}
extension SerialMode: ExpressibleByArgument {}
extension TelegramStreamCheck.Net: ExpressibleByArgument {}

extension TCPAddress: ExpressibleByArgument {
  /// The address of an option's value.
  public init?(argument: String) {
    self.init(argument)
  }
}
extension Logger.Level: @retroactive ExpressibleByArgument {}

/// The telegram profiles by the names of the command line.
enum Profile: String, ExpressibleByArgument, CaseIterable {
  case csp1
  case csp1V05 = "csp1-v05"
  case smr5, emucs

  var profile: TelegramProfile {
    switch self {
    case .csp1: .csp1
    case .csp1V05: .csp1V05
    case .smr5: .smr5
    case .emucs: .emucs
    }
  }

  /// Whether its telegrams have a version text.
  var hasVersionText: Bool { self == .csp1 || self == .csp1V05 }
}

/// The power models by the names of the command line.
enum Power: String, ExpressibleByArgument, CaseIterable {
  case active, measured, nominal
  case wholeAmperes = "whole-amperes"

  var model: PowerModel {
    switch self {
    case .active: .active
    case .measured: .measured
    case .nominal: .nominal
    case .wholeAmperes: .wholeAmperes
    }
  }
}

/// The effects of a falling request line by the names of the command line.
enum RequestMode: String, ExpressibleByArgument, CaseIterable {
  case abort, finish

  var mode: RequestLine.Mode {
    switch self {
    case .abort: .abort
    case .finish: .finish
    }
  }
}

/// How a report is written, to be read by people or by programs.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
