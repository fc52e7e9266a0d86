// SPDX-License-Identifier: Apache-2.0
import Metering

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The noiseless codes of a scenario's channels, not yet rounded.
///
/// The angle of line L1's voltage is the integral of the frequency's course in closed form. All channels are
/// sums over the same harmonics of that angle, with coefficients that change only with the courses of the
/// voltage and the loads.
struct SimulatedSignal: Sendable {
  /// The voltage or a load, with its course.
  private struct Part: Sendable {
    /// For each order the peak codes of the four channels, at factor 1.
    var real: [SIMD4<Double>]
    var imaginary: [SIMD4<Double>]
    /// Sinusoids of a frequency of their own.
    var interharmonics: [Tone]
    var course: Timeline
    var switching: Scenario.Switching?
    /// How restless it is, and the noise that its factors are drawn from.
    var fluctuation: (course: Scenario.Fluctuation, noise: GaussianNoise)?
  }

  /// A sinusoid that does not follow the mains.
  private struct Tone: Sendable {
    var hertz: Double
    /// Turns at the first frame.
    var turns: Double
    /// Peak codes of the four channels, at factor 1.
    var real: SIMD4<Double>
    var imaginary: SIMD4<Double>

    /// The codes at a time.
    func codes(at time: Double) -> SIMD4<Double> {
      let turns = turns + hertz * time
      let phase = Phasor(magnitude: 1, degrees: 360 * (turns - turns.rounded(.down)))
      return real * phase.real - imaginary * phase.imaginary
    }
  }

  /// Frames over which no course begins, ends or switches.
  private struct Stretch: Sendable {
    var frames: Range<Int>
    var frequency: Timeline.Piece
    /// Turns of the angle at the start of `frequency`.
    var turns: Double
    /// One a part.
    var factors: [Timeline.Piece]
    var isSteady: Bool
  }

  private let rate: Double
  private let offset: SIMD4<Double>
  private let midpoint: Midpoint?
  private let frequency: Timeline
  private let turns: [Double]
  private let parts: [Part]
  private let hasTones: Bool
  private let response: SensorResponse?
  private var stretch: Stretch
  private var real: [SIMD4<Double>]
  private var imaginary: [SIMD4<Double>]

  /// The signal of a valid scenario.
  init(_ scenario: Scenario) {
    rate = scenario.rate
    offset = Self.vector(scenario.offset)
    midpoint = scenario.midpoint.map { Midpoint($0, rate: scenario.rate) }
    var frequency = Timeline(
      value: scenario.frequency.hertz, course: scenario.frequency.course, rate: scenario.rate)
    turns = Self.turns(
      of: &frequency, from: scenario.voltage.phase / 360, jumps: scenario.voltage.jumps, rate: scenario.rate)
    self.frequency = frequency
    parts = Self.parts(of: scenario)
    hasTones = parts.contains { !$0.interharmonics.isEmpty }
    response = SensorResponse(scenario)
    let orders = parts[0].real.count
    real = .init(repeating: .zero, count: orders)
    imaginary = real
    stretch = Stretch(frames: 0..<0, frequency: frequency.pieces[0], turns: 0, factors: [], isSteady: true)
  }

  /// The codes of one frame, 0 or above; fastest when frames are asked for in order.
  mutating func codes(at frame: Int) -> SIMD4<Double> {
    state(at: frame).codes
  }

  /// The factor of the mains voltage at a frame; fastest when frames are asked for in order.
  mutating func voltageFactor(at frame: Int) -> Double {
    if !stretch.frames.contains(frame) {
      enterStretch(at: frame)
      weigh(at: Double(frame) / rate)
    }
    return stretch.factors[0].value(at: Double(frame) / rate)
  }

  /// The codes of one frame, and the angle of line L1's own voltage there, turns 0..<1.
  mutating func state(at frame: Int) -> (codes: SIMD4<Double>, turns: Double) {
    let time = Double(frame) / rate
    if !stretch.frames.contains(frame) {
      enterStretch(at: frame)
      weigh(at: time)
    } else if !stretch.isSteady {
      weigh(at: time)
    }
    let elapsed = time - stretch.frequency.start
    var turns =
      stretch.turns + elapsed * (stretch.frequency.value + 0.5 * stretch.frequency.slope * elapsed)
    turns -= turns.rounded(.down)
    let first = Phasor(magnitude: 1, degrees: 360 * turns)
    var cosine = first.real
    var sine = first.imaginary
    var codes = SIMD4<Double>.zero
    for order in real.indices {
      codes += real[order] * cosine - imaginary[order] * sine
      (cosine, sine) = (
        cosine * first.real - sine * first.imaginary, cosine * first.imaginary + sine * first.real
      )
    }
    if hasTones {
      for (part, factor) in zip(parts, stretch.factors) {
        for tone in part.interharmonics { codes += factor.value(at: time) * tone.codes(at: time) }
      }
    }
    codes = (response?.saturated(codes) ?? codes) + offset
    if let midpoint { codes += midpoint.codes(at: frame) }
    return (codes, turns)
  }

  /// Finds the courses' states that hold at a frame, and for how long.
  private mutating func enterStretch(at frame: Int) {
    var end = frequency.nextBreak(after: frame)
    let index = frequency.index(at: frame)
    let factors = parts.map { part in
      var piece = part.course.piece(at: frame)
      end = min(end, part.course.nextBreak(after: frame))
      if let (isOn, nextBreak) = part.switching?.state(at: frame, rate: rate) {
        end = min(end, nextBreak)
        if !isOn { (piece.value, piece.slope) = (0, 0) }
      }
      if let (fluctuation, noise) = part.fluctuation {
        let (factor, nextBreak) = fluctuation.state(at: frame, rate: rate, noise: noise)
        end = min(end, nextBreak)
        (piece.value, piece.slope) = (piece.value * factor, piece.slope * factor)
      }
      return piece
    }
    let piece = frequency.pieces[index]
    let isTuned = response?.dependsOnFrequency != true || piece.slope == 0
    stretch = Stretch(
      frames: frame..<end, frequency: piece, turns: turns[index], factors: factors,
      isSteady: isTuned && factors.allSatisfy { $0.slope == 0 })
  }

  /// Sums the parts with their factors at a time, as the sensor sees them.
  private mutating func weigh(at time: Double) {
    let factors = stretch.factors.map { $0.value(at: time) }
    for order in real.indices {
      var realSum = SIMD4<Double>.zero
      var imaginarySum = SIMD4<Double>.zero
      for (part, factor) in zip(parts, factors) {
        realSum += part.real[order] * factor
        imaginarySum += part.imaginary[order] * factor
      }
      real[order] = realSum
      imaginary[order] = imaginarySum
    }
    response?.apply(&real, &imaginary, frequency: stretch.frequency.value(at: time))
  }

  /// Turns at the start of each part of a frequency's course, whole ones left out; a jump begins a part.
  private static func turns(
    of frequency: inout Timeline, from first: Double, jumps: [Scenario.PhaseJump], rate: Double
  ) -> [Double] {
    var steps: [Int: Double] = [:]
    for jump in jumps { steps[frequency.split(at: jump.time, rate: rate)] = jump.degrees / 360 }
    var turns = [first]
    for (index, (piece, next)) in zip(frequency.pieces, frequency.pieces.dropFirst()).enumerated() {
      let elapsed = next.start - piece.start
      let sum =
        turns[index] + elapsed * (piece.value + 0.5 * piece.slope * elapsed) + (steps[index + 1] ?? 0)
      turns.append(sum - sum.rounded(.down))
    }
    return turns
  }

  /// The voltage, then the loads.
  private static func parts(of scenario: Scenario) -> [Part] {
    let network = Network(scenario)
    let calibration = scenario.calibration
    let peak = calibration.channels.map { 2.0.squareRoot() / $0.scale }
    let silence = SIMD4<Double>.zero

    var parts: [Part] = []
    func append(
      _ channels: PerChannel<Network.Spectrum?>, _ interharmonics: [Scenario.Interharmonic],
      _ course: [Scenario.Change], _ load: Scenario.Load? = nil
    ) {
      let noise = scenario.fluctuationNoise(ofLoad: parts.count - 1)
      var part = Part(
        real: .init(repeating: silence, count: network.orders),
        imaginary: .init(repeating: silence, count: network.orders), interharmonics: [],
        course: Timeline(value: 1, course: course, rate: scenario.rate), switching: load?.switching,
        fluctuation: load?.fluctuation.map { ($0, noise) })
      for order in 0..<network.orders {
        part.real[order] = vector(channels.map { $0?[order].real ?? 0 }) * vector(peak)
        part.imaginary[order] = vector(channels.map { $0?[order].imaginary ?? 0 }) * vector(peak)
      }
      part.interharmonics = interharmonics.map { tone in
        Tone(
          hertz: tone.hertz, turns: (scenario.voltage.phase + tone.phase) / 360,
          real: part.real[0] * (tone.percent / 100),
          imaginary: part.imaginary[0] * (tone.percent / 100))
      }
      parts.append(part)
    }
    append(
      .init(voltage: network.supplyVoltage, inputs: .init(repeating: nil)), scenario.voltage.interharmonics,
      scenario.voltage.course)
    for load in scenario.loads {
      let currents = network.currents(of: load)
      let inputs = scenario.clamps.map { clamp in
        clamp.map { clamp in currents[clamp.line].map { $0 * clamp.polarity.sign } }
      }
      append(.init(voltage: nil, inputs: inputs), load.interharmonics, load.course, load)
    }
    return parts
  }

  /// How the inputs' midpoints move.
  private struct Midpoint: Sendable {
    private let settling: Double
    private let timeConstant: Double
    private let course: Timeline
    private let rate: Double

    init(_ midpoint: Scenario.Midpoint, rate: Double) {
      settling = midpoint.settling
      timeConstant = midpoint.timeConstant
      course = Timeline(shifts: midpoint.course, rate: rate)
      self.rate = rate
    }

    /// How far they are off at a frame; the voltage's is not.
    func codes(at frame: Int) -> SIMD4<Double> {
      let time = Double(frame) / rate
      let codes = settling * exp(-time / timeConstant) + course.piece(at: frame).value(at: time)
      return SIMD4(0, codes, codes, codes)
    }
  }

  private static func vector(_ channels: PerChannel<Double>) -> SIMD4<Double> {
    let inputs = channels.inputs
    return SIMD4(channels.voltage, inputs[.input1], inputs[.input2], inputs[.input3])
  }
}
