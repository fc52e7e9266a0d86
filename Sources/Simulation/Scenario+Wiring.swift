// SPDX-License-Identifier: Apache-2.0
public import Metering

extension Scenario {
  /// The installation kinds of the wiring table.
  public typealias Wiring = WiringMap.Kind
  /// The order in which the lines' voltages reach their maximum.
  public typealias Rotation = Metering.Rotation
  /// A wire of the installation.
  public typealias Conductor = Metering.Conductor
  /// The conductors at the sensor's supply terminals.
  public typealias Supply = Metering.Supply
}

extension WiringMap.Kind {
  /// Whether the net has no neutral.
  public var isDelta: Bool { !supply.hasNeutral }

  /// The lines of the net.
  public var lines: [Line] { self == .single ? [.l1] : Line.allCases }

  /// The conductors of the net.
  public var conductors: [Conductor] { (isDelta ? [] : [.neutral]) + lines.map(Conductor.init) }

  /// Where a load can be connected.
  public var connections: [Scenario.Connection] {
    switch self {
    case .single: [.l1]
    case .star: Scenario.Connection.allCases
    case .delta, .deltaAlternative: [.l1l2, .l2l3, .l3l1, .all]
    }
  }
}
