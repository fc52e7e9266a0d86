// SPDX-License-Identifier: Apache-2.0

/// A piecewise linear function of time, cut at whole frames.
struct Timeline: Sendable {
  /// A straight part: `value + slope * (time - start)` from `firstFrame` on.
  struct Piece: Sendable {
    var firstFrame: Int
    var start: Double
    var value: Double
    var slope: Double

    func value(at time: Double) -> Double { value + slope * (time - start) }
  }

  /// The parts in order; the first begins at frame 0.
  private(set) var pieces: [Piece]

  /// The course of a quantity that is `value` before its first change, at `rate` frames a second.
  init(value: Double, course: [Scenario.Change], rate: Double) {
    pieces = [Piece(firstFrame: 0, start: 0, value: value, slope: 0)]
    var last = value
    for change in course {
      let next = value * change.factor
      if change.ramp > 0 {
        let slope = (next - last) / change.ramp
        append(from: change.time, value: last, slope: slope, rate: rate)
      }
      append(from: change.time + change.ramp, value: next, slope: 0, rate: rate)
      last = next
    }
  }

  /// The course of a midpoint: 0 before its first change.
  init(shifts: [Scenario.Shift], rate: Double) {
    pieces = [Piece(firstFrame: 0, start: 0, value: 0, slope: 0)]
    var last = 0.0
    for shift in shifts {
      if shift.ramp > 0 {
        append(from: shift.time, value: last, slope: (shift.codes - last) / shift.ramp, rate: rate)
      }
      append(from: shift.time + shift.ramp, value: shift.codes, slope: 0, rate: rate)
      last = shift.codes
    }
  }

  /// Begins another part at a time; it goes on as the part before it.
  ///
  /// - Returns: The new part's index.
  mutating func split(at time: Double, rate: Double) -> Int {
    let frame = Self.frame(atOrAfter: time, rate: rate)
    let index = pieces.firstIndex { $0.start > time } ?? pieces.endIndex
    var piece = pieces[index - 1]
    (piece.value, piece.start, piece.firstFrame) = (piece.value(at: time), time, frame)
    pieces.insert(piece, at: index)
    return index
  }

  private mutating func append(from time: Double, value: Double, slope: Double, rate: Double) {
    pieces.append(
      Piece(firstFrame: Self.frame(atOrAfter: time, rate: rate), start: time, value: value, slope: slope))
  }

  /// Index of the part that holds at a frame.
  func index(at frame: Int) -> Int {
    (pieces.lastIndex { $0.firstFrame <= frame }) ?? 0
  }

  /// The part that holds at a frame.
  func piece(at frame: Int) -> Piece { pieces[index(at: frame)] }

  /// The frame at which another part begins; `Int.max` for never.
  func nextBreak(after frame: Int) -> Int {
    pieces.first { $0.firstFrame > frame }?.firstFrame ?? .max
  }

  /// The first frame at or after a time; a millionth of a frame counts as rounding.
  static func frame(atOrAfter time: Double, rate: Double) -> Int {
    Int((time * rate - 1e-6).rounded(.up))
  }
}

extension Scenario.Switching {
  /// Whether the load is on at a frame, and the frame at which that may change.
  func state(at frame: Int, rate: Double) -> (isOn: Bool, nextBreak: Int) {
    func edge(_ periods: Double) -> Int {
      Timeline.frame(atOrAfter: start + periods * period, rate: rate)
    }
    var periods = ((Double(frame) / rate - start) / period).rounded(.down)
    if edge(periods + 1) <= frame { periods += 1 }
    let off = edge(periods + duty)
    return frame < off ? (true, off) : (false, edge(periods + 1))
  }
}

extension Scenario {
  /// The generator of a restless load's factors; it has nothing in common with other loads and channels.
  func fluctuationNoise(ofLoad index: Int) -> GaussianNoise {
    GaussianNoise(seed: SplitMix64(seed: seed, part: -2 - index).first)
  }
}

extension Scenario.Fluctuation {
  /// The factor at a frame, and the first frame of the next interval.
  ///
  /// - Parameter noise: The generator from which the factors are drawn.
  func state(at frame: Int, rate: Double, noise: GaussianNoise) -> (factor: Double, nextBreak: Int) {
    var index = Int((Double(frame) / rate / interval).rounded(.down))
    if Timeline.frame(atOrAfter: Double(index + 1) * interval, rate: rate) <= frame { index += 1 }
    let next = Timeline.frame(atOrAfter: Double(index + 1) * interval, rate: rate)
    return (1 + percent / 100 * noise.values(at: index).x, max(next, frame + 1))
  }
}
