// SPDX-License-Identifier: Apache-2.0

/// A sine that rails cut, in units of the mean square of the least sine that reaches them.
struct ClippedSine {
  /// Mean square of the sine, 1 or more.
  let whole: Double
  /// What the rails leave of it, 1...2.
  let rest: Double

  /// The sine of which a share, 0...0.9, is at the rails.
  init(share: Double) {
    let angle = Elementary.sineCosine(degrees: 90 * share)
    whole = Elementary.reciprocal(angle.cosine * angle.cosine)
    // The mean of the squares between the rails: of 2 cos^2 over the rest of each quarter.
    let between = 1 - share - 0.636_619_772_367_581_3 * angle.sine * angle.cosine
    rest = 2 * share + whole * between
  }

  /// The sine of which a share, 0...0.9, is at the rails as far as whole frames tell: of two edges in each half period a frame
  /// may be missing. As much more is taken as the mean square allows, which is itself exact to the square of a frame.
  ///
  /// - Parameters:
  ///   - frame: Of a mains period.
  ///   - meanSquare: What the rails leave.
  init(share: Double, frame: Double, meanSquare: Double) {
    var own = share
    var step = frame
    for _ in 0..<8 {
      let sine = Self(share: min(own + step, 0.9))
      if sine.rest <= meanSquare * (1 + 1.5 * sine.whole * frame * frame) { own += step }
      step *= 0.5
    }
    self.init(share: min(own, 0.9))
  }

  /// The sine that flows for a part of the time only, with a share at the rails and a mean square over all of the time.
  ///
  /// While it flows its own share is the larger the shorter that part is; up to 0.9, found to 2^-16.
  init(share: Double, meanSquare: Double) {
    var own = 0.0
    var step = 0.45
    for _ in 0..<16 {
      let next = own + step
      // It keeps more than there is: the part is shorter.
      if next <= share || Self(share: next).rest * share > meanSquare * next { own = next }
      step *= 0.5
    }
    self.init(share: own)
  }
}
