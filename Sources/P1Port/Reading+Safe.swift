// SPDX-License-Identifier: Apache-2.0
import Metering

/// A power as import and export, W, as a telegram may tell it.
struct SafePower {
  /// Infinite where the power is unknown.
  var `import`: Double
  /// Finite, 0 where the power is unknown.
  var export: Double

  /// What to tell of a power that is not a number: import without bound.
  static let unknown = SafePower(import: .infinity, export: 0)

  var isFinite: Bool { `import`.isFinite && export.isFinite }
}

extension LineReading {
  /// The line's current, A, or infinity unless it is finite.
  var safeCurrent: Double { current.isFinite ? current : .infinity }

  /// The line's power, or ``SafePower/unknown`` unless it is finite.
  ///
  /// Looks at what `importPower` and `exportPower` are made of: clamping them at zero hides what is not a
  /// number.
  var safePower: SafePower {
    let power = power ?? (direction == .export ? 0 : apparentPower)
    return power.isFinite ? SafePower(import: importPower, export: exportPower) : .unknown
  }
}

extension Reading {
  /// What a quantity is in a telegram, but the voltage: infinite where it is to saturate.
  @inline(never)
  func value(of quantity: TelegramPicture.Quantity) -> Double {
    switch quantity {
    case .voltage: 0
    case .current(let line): safeCurrent(of: line)
    case .importPower(let line?): safePower(of: line).import
    case .exportPower(let line?): safePower(of: line).export
    case .importPower(nil): safeTotal.import
    case .exportPower(nil): safeTotal.export
    }
  }

  // Functions of their own, so that a line's reading is copied on the stack once and not for each use.

  @inline(never)
  private func safeCurrent(of line: Line) -> Double {
    lines[line]?.safeCurrent ?? 0
  }

  /// A line's power: none where the line is not measured.
  @inline(never)
  private func safePower(of line: Line) -> SafePower {
    lines[line]?.safePower ?? SafePower(import: 0, export: 0)
  }

  /// The net power of all lines, or ``SafePower/unknown`` unless each line's and their sum are finite.
  private var safeTotal: SafePower {
    guard safePower(of: .l1).isFinite, safePower(of: .l2).isFinite, safePower(of: .l3).isFinite else {
      return .unknown
    }
    let total = SafePower(import: totalImport, export: totalExport)
    return total.isFinite ? total : .unknown
  }
}
