// SPDX-License-Identifier: Apache-2.0
import Metering

/// The numbers that a telegram may state: each is at least 0, or infinite where it is to saturate.
struct TelegramValues {
  /// Places of the powers in, W: the total, then L1, L2 and L3; those of the powers out likewise. The currents of
  /// L1, L2 and L3, A, follow their place.
  static let `import` = 0
  static let export = 4
  static let current = 8
  /// Voltage, V: before the currents.
  static let voltage = 8

  /// An unmeasured line carries nothing; a power that is not finite counts as an infinite power in.
  private var numbers = InlineArray<12, Double>(repeating: 0)

  /// The numbers of a reading, with the nominal voltage where the reading has no `powerVoltage`.
  init(_ reading: borrowing @_addressable Reading, nominalVoltage: Double) {
    numbers[Self.voltage] = reading.powerVoltage ?? nominalVoltage
    numbers[Self.import] = .infinity
    set(.l1, of: reading)
    set(.l2, of: reading)
    set(.l3, of: reading)
    // Each line's power and their sum must be finite.
    for place in 1...3 where numbers[Self.import + place] == .infinity { return }
    let (netImport, netExport) = (reading.totalImport, reading.totalExport)
    guard netImport.isFinite, netExport.isFinite else { return }
    numbers[Self.import] = netImport
    numbers[Self.export] = netExport
  }

  /// The number at a place. Mutating, so that it is called at the numbers' address: they would be copied otherwise.
  mutating func number(at place: Int) -> Double { numbers[place] }

  /// Sets a line's numbers.
  ///
  /// Looks at the power from which `importPower` and `exportPower` are calculated: clamping at zero hides a value
  /// that is not a number.
  private mutating func set(_ line: Line, of cycle: borrowing @_addressable Reading) {
    guard let reading = cycle.lines[line] else { return }
    let place = Int(line.rawValue)
    numbers[Self.current + place] = reading.current.isFinite ? reading.current : .infinity
    let power = reading.power ?? reading.apparentPower
    numbers[Self.import + place] = power.isFinite ? reading.importPower : .infinity
    numbers[Self.export + place] = power.isFinite ? reading.exportPower : 0
  }
}
