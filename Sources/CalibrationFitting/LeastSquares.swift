// SPDX-License-Identifier: Apache-2.0

/// A weighted linear least squares fit.
struct LeastSquares {
  /// The coefficients with their standard deviations.
  ///
  /// Where there are more rows than coefficients and their residuals are larger than their deviations say, the coefficients'
  /// deviations grow as much.
  let coefficients: [Estimate]
  /// Each row's value less the fit's.
  let residuals: [Double]
  /// Sum of the squares of the residuals in deviations, per degree of freedom; nil where there is none.
  let reducedChiSquare: Double?

  /// Fits `values` by sums of `rows`.
  ///
  /// - Parameters:
  ///   - rows: For each value the factors of all coefficients.
  ///   - values: Values with deviations above 0.
  /// - Returns: Nil where the rows do not determine the coefficients.
  /// - Complexity: O(coefficients^2 x (rows + coefficients)).
  init?(rows: [[Double]], values: [Estimate]) {
    guard let count = rows.first?.count else { return nil }
    var normal = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var rightHandSide = [Double](repeating: 0, count: count)
    for (row, value) in zip(rows, values) {
      let weight = 1 / (value.deviation * value.deviation)
      for i in 0..<count {
        rightHandSide[i] += weight * row[i] * value.value
        for j in 0..<count { normal[i][j] += weight * row[i] * row[j] }
      }
    }
    guard let inverse = Self.inverse(normal) else { return nil }
    let solution = inverse.map { line in zip(line, rightHandSide).reduce(0) { $0 + $1.0 * $1.1 } }
    residuals = zip(rows, values).map { row, value in
      value.value - zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let chiSquare = zip(residuals, values).reduce(0) {
      $0 + ($1.0 * $1.0) / ($1.1.deviation * $1.1.deviation)
    }
    let freedom = rows.count - count
    reducedChiSquare = freedom > 0 ? chiSquare / Double(freedom) : nil
    let inflation = max(1, reducedChiSquare ?? 1).squareRoot()
    coefficients = solution.indices.map {
      Estimate(solution[$0], deviation: inverse[$0][$0].squareRoot() * inflation)
    }
  }

  /// The inverse of a symmetric positive definite matrix by Gauss-Jordan elimination; nil where it is singular.
  private static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    let count = matrix.count
    var rows = matrix.enumerated().map { index, row in
      row + (0..<count).map { $0 == index ? 1.0 : 0 }
    }
    for column in 0..<count {
      // The matrix is positive definite: pivots on the diagonal lose no more than a few digits.
      let pivot = rows[column][column]
      guard pivot > 1e-12 * matrix[column][column], pivot.isFinite else { return nil }
      rows[column] = rows[column].map { $0 / pivot }
      for row in 0..<count where row != column {
        let factor = rows[row][column]
        guard factor != 0 else { continue }
        for index in 0..<2 * count { rows[row][index] -= factor * rows[column][index] }
      }
    }
    return rows.map { Array($0[count...]) }
  }
}
