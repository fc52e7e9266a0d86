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
      let first = Self.frame(atOrAfter: change.time, rate: rate)
      if change.ramp > 0 {
        let slope = (next - last) / change.ramp
        pieces.append(Piece(firstFrame: first, start: change.time, value: last, slope: slope))
      }
      let end = change.time + change.ramp
      pieces.append(
        Piece(firstFrame: Self.frame(atOrAfter: end, rate: rate), start: end, value: next, slope: 0))
      last = next
    }
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
