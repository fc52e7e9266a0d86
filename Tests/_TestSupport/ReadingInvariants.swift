// SPDX-License-Identifier: Apache-2.0
package import Metering
package import Testing

/// What holds of every reading, whatever it is measured from.
///
/// Tests take no reading from a meter or a sensor without ``checked(isScripted:sourceLocation:)``; `.ci/check-layout` looks for it.
extension Reading {
  /// What does not hold of it, in words; empty where all does.
  package var violations: [String] { violations(isScripted: false) }

  private func violations(isScripted: Bool) -> [String] {
    var found: [String] = []
    var net = 0.0
    for line in Line.allCases {
      guard let reading = lines[line] else { continue }
      let power = reading.power ?? reading.apparentPower
      net += power
      found += reading.violations(isScripted: isScripted).map { "\(line.name): \($0)" }
    }
    if !(totalImport - totalExport == net) {
      found.append("import \(totalImport) W less export \(totalExport) W is not the lines' power, \(net) W")
    }
    if !(totalImport == 0 || totalExport == 0) { found.append("both import and export") }
    return found
  }

  /// The reading, each violation recorded as an issue of the test.
  ///
  /// - Parameter isScripted: Whether a script tells the fundamental: then it is not that of the codes, and not compared.
  @discardableResult
  package func checked(
    isScripted: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Reading {
    for violation in violations(isScripted: isScripted) {
      Issue.record("cycle \(cycle), \(violation)", sourceLocation: sourceLocation)
    }
    return self
  }
}

extension LineReading {
  /// What does not hold of it, in words.
  fileprivate func violations(isScripted: Bool) -> [String] {
    var found: [String] = []
    // What is not a number is no more than anything.
    if !isScripted && !(fundamental <= current + 3 * uncertainty.current) {
      found.append(
        "a fundamental of \(fundamental) A in \(current) A, which are uncertain by \(uncertainty.current) A")
    }
    let power = power ?? apparentPower
    if !(importPower - exportPower == power) {
      found.append("import \(importPower) W less export \(exportPower) W is not the power, \(power) W")
    }
    if !(importPower == 0 || exportPower == 0) { found.append("both import and export") }
    if direction == .import && power < 0 || direction == .export && power > 0 {
      found.append("\(power) W and the direction \(direction)")
    }
    return found
  }
}
