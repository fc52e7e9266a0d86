// SPDX-License-Identifier: Apache-2.0
public import StrictJSON
public import Recordings
public import Metering

/// The frames of a scenario, endless or for some seconds.
///
/// Frames always have four channels; an input without a clamp has only offset, midpoint and noise. Codes are physical / scale +
/// offset + midpoint + noise, rounded half to even and held at the converter's rails. Each frame is a function of the scenario and
/// of the frame's number alone: nothing accumulates, so reads may be split in any way, and the phase after an hour is
/// exact to 1e-9 radians.
public struct SimulatedSource: FrameSource, Sendable {
  /// Frames a second.
  public let rate: Double
  /// The nominal calibration at the scenario's bits, but for its sensitivities.
  public let calibration: Calibration
  /// Always 4: the voltage, then inputs 1...3.
  public var channelCount: Int { 4 }

  private var signal: SimulatedSignal
  private let noise: GaussianNoise
  private let noiseLevel: Double
  private var pinkNoise: PinkNoise?
  private let pinkLevel: Double
  private let end: Int
  private var position = 0

  /// The frames of `scenario`.
  ///
  /// - Parameters:
  ///   - scenario: The installation.
  ///   - seconds: How long, rounded to whole frames, 0...1e9; nil for endless.
  ///   - file: What to call the scenario in an error.
  /// - Throws: The key that is out of its range or contradicts another one.
  public init(
    _ scenario: Scenario, seconds: Double? = nil, file: String = "scenario"
  ) throws(InputError) {
    try scenario.validate(file: file)
    precondition(seconds.map { (0...1e9).contains($0) } ?? true)
    rate = scenario.rate
    calibration = scenario.calibration
    signal = SimulatedSignal(scenario)
    noise = GaussianNoise(seed: scenario.seed)
    noiseLevel = scenario.noise
    pinkLevel = scenario.pinkNoise
    pinkNoise = pinkLevel > 0 ? PinkNoise(seed: scenario.seed) : nil
    end = seconds.map { Int(($0 * scenario.rate).rounded()) } ?? .max
  }

  /// Makes the next frames.
  ///
  /// - Parameter maximum: The most frames to make, above 0.
  /// - Returns: Interleaved codes of `maximum` frames, fewer only at the end, then none.
  /// - Throws: Nothing.
  /// - Complexity: O(frames x highest harmonic order).
  public mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    precondition(maximum > 0)
    let frames = position..<(position + min(maximum, end - position))
    position = frames.upperBound
    let lowest = SIMD4(repeating: Double(calibration.lowestCode))
    let highest = SIMD4(repeating: Double(calibration.highestCode))
    return [Int16](unsafeUninitializedCapacity: 4 * frames.count) { codes, count in
      for frame in frames {
        var value = signal.codes(at: frame)
        if noiseLevel > 0 { value += noiseLevel * noise.values(at: frame) }
        if let pink = pinkNoise?.values(at: frame) { value += pinkLevel * pink }
        let code = value.rounded(.toNearestOrEven).clamped(lowerBound: lowest, upperBound: highest)
        for channel in 0..<4 {
          codes.initializeElement(at: count + channel, to: Int16(code[channel]))
        }
        count += 4
      }
    }
  }

  /// Leaves out the next frames, in constant time.
  ///
  /// - Parameter count: How many, 0 or more.
  public mutating func skip(_ count: Int) {
    precondition(count >= 0)
    position += min(count, end - position)
  }
}
