// SPDX-License-Identifier: Apache-2.0
public import Metering

extension WiringMap {
  /// The connection of the supply terminals that gives these reference angles, in a symmetrical net; nil where
  /// nothing fits.
  public var supply: Supply? {
    guard let rotation else { return nil }
    for neutral in Conductor.allCases {
      for line in Conductor.allCases where line != neutral {
        let supply = Supply(neutral: neutral, line: line)
        if supply.hasNeutral, !hasNeutral { continue }
        let map = WiringMap(inputs: inputs, supply: supply, rotation: rotation)
        if WiringFile.isSame(map.referenceAngles[.l1], referenceAngles[.l1]) { return supply }
      }
    }
    return nil
  }
}
