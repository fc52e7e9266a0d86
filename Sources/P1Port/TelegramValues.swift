// SPDX-License-Identifier: Apache-2.0
import Metering

/// The numbers of a reading as a telegram may tell them: each is at least 0, or infinite where it is to saturate.
struct TelegramValues {
  /// Currents, A: 0 where the line is not measured, infinite unless the reading's is finite.
  private(set) var currents = PerLine(repeating: 0.0)
  /// Powers in, W: infinite where the power is unknown.
  private(set) var imports = PerLine(repeating: 0.0)
  /// Powers out, W: 0 where the power is unknown.
  private(set) var exports = PerLine(repeating: 0.0)
  /// Net power of all lines into the installation, W: infinite unless each line's and their sum are finite.
  private(set) var totalImport = Double.infinity
  /// The same out of it: 0 where it is unknown.
  private(set) var totalExport = 0.0

  /// The numbers of a reading.
  @inline(never)
  init(_ reading: borrowing Reading) {
    take(.l1, reading.lines[.l1])
    take(.l2, reading.lines[.l2])
    take(.l3, reading.lines[.l3])
    guard imports[.l1].isFinite, imports[.l2].isFinite, imports[.l3].isFinite else { return }
    let (netImport, netExport) = (reading.totalImport, reading.totalExport)
    guard netImport.isFinite, netExport.isFinite else { return }
    totalImport = netImport
    totalExport = netExport
  }

  /// Takes a line's; none where the line is not measured.
  ///
  /// Looks at what `importPower` and `exportPower` are made of: clamping them at zero hides what is not a number.
  @inline(never)
  private mutating func take(_ line: Line, _ reading: LineReading?) {
    guard let reading else { return }
    currents[line] = reading.current.isFinite ? reading.current : .infinity
    let power = reading.power ?? (reading.direction == .export ? 0 : reading.apparentPower)
    imports[line] = power.isFinite ? reading.importPower : .infinity
    exports[line] = power.isFinite ? reading.exportPower : 0
  }

  /// The number for a field.
  func value(of quantity: TelegramPicture.Quantity, _ line: Line?) -> Double {
    switch (quantity, line) {
    case (.current, let line?): currents[line]
    case (.importPower, let line?): imports[line]
    case (.exportPower, let line?): exports[line]
    case (.importPower, nil): totalImport
    default: totalExport
    }
  }
}
