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
  /// The net power of all lines, or ``SafePower/unknown`` unless each line's and their sum are finite.
  var safeTotal: SafePower {
    let areLinesFinite = lines.reduce(true) { $0 && $1?.safePower.isFinite != false }
    let total = SafePower(import: totalImport, export: totalExport)
    return areLinesFinite && total.isFinite ? total : .unknown
  }
}
