// SPDX-License-Identifier: Apache-2.0

/// Frames at one rate as frames at another, through a ``ResamplingFilter``.
///
/// Frame n of the output lies exactly at place `start + n * step` of the input: nothing is delayed. At both ends the signal is
/// continued by its own reflection in the outermost point.
struct Resampler {
  /// The output where a converter is at its positive rail.
  static let highRail = Double.infinity
  /// The same of the negative rail.
  static let lowRail = -Double.infinity

  /// The weights of frames at points between them.
  struct Phases {
    /// Frames of a resampler's input that make one of its output.
    let step: Double
    fileprivate let reach: Int
    /// The weights at equal steps between two frames. Where points lie anywhere there is one set more, and weights between two sets
    /// are interpolated.
    fileprivate let weights: [[Double]]
    fileprivate let isExact: Bool
    fileprivate var count: Int { isExact ? weights.count : weights.count - 1 }

    /// Steps between two frames where points lie anywhere: between them the weights are off by 2e-6 at most.
    private static let fineSteps = 1024

    /// The weights for a step.
    ///
    /// - Parameter isExact: Whether points lie at multiples of the step alone, one with a small denominator.
    init(step: Double, isExact: Bool) {
      let filter = ResamplingFilter(step: step)
      self.step = step
      self.isExact = isExact
      reach = filter.reach
      let count = isExact ? Self.denominator(of: step) ?? 1 : Self.fineSteps
      weights = (0..<count + (isExact ? 0 : 1)).map { filter.weights(at: Double($0) / Double(count)) }
    }

    /// Whether the multiples of a step lie at few places between frames.
    static func isExact(step: Double) -> Bool { denominator(of: step) != nil }

    private static func denominator(of step: Double) -> Int? {
      (1...16).first { (step * Double($0)).rounded() == step * Double($0) }
    }
  }

  private let phases: Phases
  private let start: Double
  private let channels: Int
  /// Of each channel the values at and beyond whose bounds a converter is at its rails; nil where there is none.
  private let rails: [ClosedRange<Double>?]

  /// The frames that are still needed, interleaved.
  private var held: [Double] = []
  /// Number of the first of them; negative for a reflected one.
  private var first = 0
  /// Frames taken so far.
  private var taken = 0
  /// Frames made so far.
  private var made = 0
  private var hasBegun = false
  private var step: Double { phases.step }
  private var reach: Int { phases.reach }

  /// A resampler at rest.
  ///
  /// - Parameters:
  ///   - phases: The weights.
  ///   - start: The place of the first frame of the output in the input, from 0; 0 where the weights are exact.
  ///   - channels: Channels of each frame.
  ///   - rails: Of each channel the values that a converter at its rails has, nil where there are none; a frame made of one is marked
  ///     by ``highRail`` or ``lowRail``.
  init(_ phases: Phases, start: Double = 0, channels: Int, rails: [ClosedRange<Double>?]? = nil) {
    self.phases = phases
    self.start = start
    self.channels = channels
    self.rails = rails ?? [ClosedRange<Double>?](repeating: nil, count: channels)
  }

  /// Takes frames and makes those that they complete.
  mutating func update(_ frames: [Double]) -> [Double] {
    held += frames
    taken += frames.count / channels
    if !hasBegun {
      guard taken > reach else { return [] }
      begin()
    }
    return makeFrames(upTo: taken - reach)
  }

  /// Makes the last frames, once the input has ended.
  mutating func finish() -> [Double] {
    guard taken > 0 else { return [] }
    if !hasBegun { begin() }
    let last = Array(held.suffix(channels))
    let count = held.count / channels
    for distance in 1...reach + 1 {
      let mirrored = max(0, count - 1 - distance)
      for channel in 0..<channels { held.append(2 * last[channel] - held[mirrored * channels + channel]) }
    }
    return makeFrames(upTo: taken)
  }

  /// Puts the reflection of the first frames before them.
  private mutating func begin() {
    hasBegun = true
    let count = held.count / channels
    var reflection: [Double] = []
    reflection.reserveCapacity((reach + 1) * channels)
    for distance in stride(from: reach, through: 1, by: -1) {
      let mirrored = min(distance, count - 1)
      for channel in 0..<channels {
        reflection.append(2 * held[channel] - held[mirrored * channels + channel])
      }
    }
    held = reflection + held
    first = -reach
  }

  /// Makes the frames that lie before a frame.
  private mutating func makeFrames(upTo end: Int) -> [Double] {
    var frames: [Double] = []
    while true {
      let place = start + Double(made) * step
      guard place < Double(end) else { break }
      let frame = Int(place.rounded(.down))
      append(at: frame, place - Double(frame), to: &frames)
      made += 1
    }
    let next = Int((start + Double(made) * step).rounded(.down))
    let outdated = min(next - reach - first, held.count / channels)
    if outdated > 0 {
      held.removeFirst(outdated * channels)
      first += outdated
    }
    return frames
  }

  private func append(at frame: Int, _ fraction: Double, to frames: inout [Double]) {
    let place = fraction * Double(phases.count)
    let phase = phases.isExact ? Int(place.rounded()) % phases.count : Int(place)
    let offset = (frame - reach + 1 - first) * channels
    for channel in 0..<channels {
      if let rail = rail(at: frame, channel) {
        frames.append(rail)
        continue
      }
      var sum = product(phases.weights[phase], offset + channel)
      if !phases.isExact {
        sum += (place - Double(phase)) * (product(phases.weights[phase + 1], offset + channel) - sum)
      }
      frames.append(sum)
    }
  }

  /// The sum of weighted frames of a channel, without a check of bounds for each: a resampler's inner loop.
  private func product(_ weights: [Double], _ offset: Int) -> Double {
    weights.withUnsafeBufferPointer { weights in
      held.withUnsafeBufferPointer { held in
        var sum = 0.0
        var at = offset
        var index = 0
        while index < weights.count {
          sum += weights[index] * held[at]
          at += channels
          index += 1
        }
        return sum
      }
    }
  }

  /// The rail that the converter is at in the frames nearest to one; nil where it is at none.
  private func rail(at frame: Int, _ channel: Int) -> Double? {
    guard let rails = rails[channel] else { return nil }
    let half = Int(step / 2)
    for near in max(0, frame - half)...max(0, min(taken - 1, frame + half)) {
      let value = held[(near - first) * channels + channel]
      if value <= rails.lowerBound { return Self.lowRail }
      if value >= rails.upperBound { return Self.highRail }
    }
    return nil
  }
}
