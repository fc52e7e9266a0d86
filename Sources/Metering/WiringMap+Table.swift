// SPDX-License-Identifier: Apache-2.0

/// The installation kinds of the manual, section 3.3, for right rotation (V1 = 0, V2 = -120, V3 = +120 degrees).
///
/// With supply terminals N and L the device's reference is V(L) - V(N). In the delta nets that is a voltage
/// between two lines; the reference angles are those of a virtual neutral, so each line shows its own phase
/// angle.
extension WiringMap {
  /// Single phase: N and L1 to the supply, input 1 around L1.
  public static let single = WiringMap(
    inputs: .init(Assignment(.l1), nil, nil),
    referenceAngles: .init(0, -120, 120))

  /// Star, 3 phases and neutral: N and L1 to the supply, inputs 1...3 around L1...L3.
  public static let star = WiringMap(
    inputs: .init(Assignment(.l1), Assignment(.l2), Assignment(.l3)),
    referenceAngles: .init(0, -120, 120))

  /// Delta, option 1: L2 and L1 to the supply, input 1 around L1, input 2 around L3 with its wires exchanged.
  public static let delta = WiringMap(
    inputs: .init(Assignment(.l1), Assignment(.l3, .reversed), nil),
    referenceAngles: .init(-30, -150, 90), derived: .l2, lineVoltageRatio: inverseRootOfThree)

  /// Delta, option 2: L2 and L3 to the supply, input 1 around L3, input 3 around L1 with its wires exchanged.
  public static let deltaAlternative = WiringMap(
    inputs: .init(Assignment(.l3), nil, Assignment(.l1, .reversed)),
    referenceAngles: .init(-90, 150, 30), derived: .l2, lineVoltageRatio: inverseRootOfThree)

  private static let inverseRootOfThree = 0.577_350_269_189_625_8
}
