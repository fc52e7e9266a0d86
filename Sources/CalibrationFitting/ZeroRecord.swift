// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The codes of a channel without a current, of which it holds 20 s at most.
struct ZeroRecord {
  /// Codes so far.
  private(set) var count = 0
  /// Mains current in them: its RMS over all of them, codes, and its frequency where it is strongest, Hz; nil for none.
  var mains: (level: Double, frequency: Double)? {
    strongest.map { ((mainsSquares / Double(count)).squareRoot(), $0.frequency) }
  }

  /// Length of a part that is looked at by itself, s.
  private static let partLength = 10.0

  private let rate: Double
  private var held: [Double] = []
  /// Sums over the parts, each of its codes' number times a figure of it.
  private var (means, mainsSquares) = (0.0, 0.0)
  private var (sum, squares) = (0, 0)
  private var strongest: MainsContent?

  /// No codes yet, of so many frames a second.
  init(rate: Double) {
    self.rate = rate
  }

  /// The mean of the means of parts, each under a Hann window: of a sinusoid of any frequency above 10/T, T the length of a part or of
  /// all where it is shorter, less than 0.03 % is left.
  var mean: Double { means / Double(count) }

  /// The mean square about ``mean``, codes squared.
  var variance: Double {
    let (sum, squares, count) = (Double(sum), Double(squares), Double(count))
    return max(0, (squares - 2 * mean * sum) / count + mean * mean)
  }

  /// Takes the next code.
  mutating func add(_ code: Int16) {
    held.append(Double(code))
    count += 1
    sum += Int(code)
    squares += Int(code) * Int(code)
    let part = max(1, Int(Self.partLength * rate))
    guard held.count == 2 * part else { return }
    look(at: held[..<part])
    held.removeFirst(part)
  }

  /// Takes what is left for the last part.
  mutating func finish() {
    look(at: held[...])
    held = []
  }

  private mutating func look(at codes: ArraySlice<Double>) {
    var mean = 0.0
    for (index, code) in codes.enumerated() {
      mean += code * (1 - cos(2 * .pi * (Double(index) + 0.5) / Double(codes.count)))
    }
    means += mean
    guard let mains = MainsContent(codes, rate: rate), mains.isFlowing else { return }
    mainsSquares += mains.level * mains.level * Double(codes.count)
    if mains.level > strongest?.level ?? 0 { strongest = mains }
  }
}
