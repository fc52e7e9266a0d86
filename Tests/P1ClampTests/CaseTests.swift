// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import MeteringFFTW
import Testing
import Simulation
import _TestSupport

/// The inputs of `../shared/cases`, where they are there.
@Suite("cases", .enabled(if: SharedMaterial.isPresent))
struct CaseTests {
  @Test("read as what flows", arguments: Case.allCases, HostEstimator.Kind.allCases)
  func reads(input: Case, estimator: HostEstimator.Kind) throws {
    try input.check(input.source.readings(seconds: input.seconds, estimator))
  }

  /// What holds an input.
  enum Source {
    /// Frames of 12 bits, each of so many columns: the voltage, input 1, and others.
    case frames(String, columns: Int, rate: Double = 4000)
    /// The folder of a scenario.
    case scenario(String)

    /// The readings of its first seconds, and of all of a file of frames.
    func readings(seconds: Int, _ estimator: HostEstimator.Kind) throws -> [Reading] {
      switch self {
      case .frames(let path, let columns, let rate):
        let configuration = MeterConfiguration(rate: rate, channelCount: 2, wiring: .single)
        return try EstimatorAgreementTests.readings(
          Self.frames(path, columns: columns), configuration,
          estimator.estimator(rate: rate, channelCount: 2))
      case .scenario(let folder):
        let file = SharedMaterial.file("cases/\(folder)/scenario.json")
        let scenario = try Scenario(json: [UInt8](Data(contentsOf: file)), file: file.path)
        return try scenario.readings(seconds, estimator: estimator)
      }
    }

    /// The first two columns.
    private static func frames(_ path: String, columns: Int) throws -> [Int16] {
      let bytes = [UInt8](try Data(contentsOf: SharedMaterial.file("cases/\(path)")))
      let codes = stride(from: 0, to: bytes.count - 1, by: 2).map {
        Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
      }
      return stride(from: 0, to: codes.count / columns * columns, by: columns).flatMap { codes[$0..<$0 + 2] }
    }
  }
}

extension Case {
  /// Where it is.
  fileprivate var source: CaseTests.Source {
    switch self {
    case .ramp: .scenario("rocof-fixed")
    case .ripple: .frames("ripple-216-5pc/in.s16le", columns: 4)
    case .third: .scenario("burst-second")
    case .tenth: .frames("burst-at-second-end/in.s16le", columns: 4)
    case .latched: .frames("latched-export/in.s16le", columns: 4, rate: 1000)
    case .dip: .scenario("dip-import")
    case .midpoint: .frames("midpoint-settles/in.s16", columns: 2)
    case .fluctuating: .frames("fluctuating-small-load/in.s16", columns: 2)
    case .constant: .frames("constant-input/in.s16", columns: 2)
    case .clipped: .frames("clip-80A/in.s16le", columns: 4)
    case .rate: .scenario("f14000")
    }
  }
}
