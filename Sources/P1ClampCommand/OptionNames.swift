// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Metering
import P1Port
import Waveforms

/// The installation kinds by the names of the command line.
enum Wiring: String, ExpressibleByArgument, CaseIterable {
  case single, star, delta
  case deltaAlternative = "delta-alternative"

  init(_ wiring: Scenario.Wiring) {
    self =
      switch wiring {
      case .single: .single
      case .star: .star
      case .delta: .delta
      case .deltaAlternative: .deltaAlternative
      }
  }

  var map: WiringMap {
    switch self {
    case .single: .single
    case .star: .star
    case .delta: .delta
    case .deltaAlternative: .deltaAlternative
    }
  }
}

/// The telegram profiles by the names of the command line.
enum Profile: String, ExpressibleByArgument, CaseIterable {
  case csp1
  case csp1V05 = "csp1-v05"

  var profile: TelegramProfile {
    switch self {
    case .csp1: .csp1
    case .csp1V05: .csp1V05
    }
  }
}

/// The power models by the names of the command line.
enum Power: String, ExpressibleByArgument, CaseIterable {
  case active, nominal
  case wholeAmperes = "whole-amperes"

  var model: PowerModel {
    switch self {
    case .active: .active
    case .nominal: .nominal
    case .wholeAmperes: .wholeAmperes
    }
  }
}

/// The phasor estimators by the names of the command line.
enum Estimator: String, ExpressibleByArgument, CaseIterable {
  case fftw, fixed
}
