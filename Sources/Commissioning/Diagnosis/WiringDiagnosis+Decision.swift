// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

extension WiringDiagnosis {
  /// The action that decides most while the verdict is undecided.
  ///
  /// First come the things that a verdict cannot do without: a current at each input, and the proof of a generating line's polarity.
  /// Of all else it is the action with the largest expected gain, and of nearly equal ones that with the least effort.
  var decision: WiringAction {
    if inputs.allSatisfy(\.isSilent) {
      return WiringAction(
        .checkClamps,
        "Check the clamps and the fuse or circuit breaker, and that more than 1 A flows in each line; "
          + "then measure again.")
    }
    if oddVoltage != nil {
      return WiringAction(
        .lookAtSupply,
        "Measure the voltage between terminals N and L. If it is \(Int(WiringObservation.nominalVoltage)) V, the scale is "
          + "wrong: check \(words.scale). If not, look at what they are on.",
        terminals: ["N", "L"])
    }
    if !unexplained.isEmpty { return checking(unexplained) }
    if !unseen.isEmpty { return switching(at: unseen) }
    if probability >= Self.sure, isFoundAsGiven {
      let lines = Set(untried.flatMap(\.lines)).map { Conductor($0) }
      let asked = inputs.map(\.input).filter { input in
        unproven.contains(input) || odd.contains(input)
          || asIntended.clamps.contains { $0.input == input && $0.conductor.map(lines.contains) ?? false }
      }
      if !asked.isEmpty { return switching(at: asked) }
    }
    let weighed = measurements.map { (action: $0.action, gain: $0.gain) }
    let most = weighed.map(\.gain).max() ?? 0
    return weighed.first { $0.gain >= 0.7 * most }?.action ?? switching(at: inputs.map(\.input))
  }

  /// The loads that are on and not seen, and the clamps that are to see them.
  private func checking(_ places: [GuidedLoad.Place]) -> WiringAction {
    let lines = places.flatMap(\.lines)
    let clamps = asIntended.clamps.filter { clamp in lines.contains { clamp.conductor == Conductor($0) } }
    let names = clamps.map { clamp in
      let (odd, even) = clamp.input.terminals
      return "input \(clamp.input.rawValue) (terminals \(odd) and \(even))"
    }
    let one = clamps.count == 1
    return WiringAction(
      .checkClamps,
      "Check that the load was on, and that it was \(Self.text(places, by: "or")). Then look at the "
        + "\(one ? "clamp" : "clamps") of \(Self.joined(names)): \(one ? "is it" : "are they") around "
        + "\(Self.joined(clamps.compactMap { $0.conductor?.rawValue })), closed and connected?",
      terminals: clamps.flatMap { ["\($0.input.terminals.odd)", "\($0.input.terminals.even)"] },
      line: clamps.first?.conductor?.asLine)
  }

  /// Loads at the lines that inputs are meant for.
  private func switching(at inputs: [Input]) -> WiringAction {
    let lines = inputs.compactMap { input in asIntended.clamps.first { $0.input == input }?.conductor?.asLine
    }
    let names = Self.joined(lines.map { "\($0.name)" })
    return WiringAction(
      .switchLoad,
      "Switch a resistive load of \(Int(WiringGuide.load)) A or more (a kettle, a heater) on "
        + "\(generation == .nowhere ? "" : "and off again ")at \(names)"
        + (lines.count > 1 ? ", one after the other," : "") + " while this measures, and \(words.loadOn).",
      line: lines.first)
  }

  /// Things to look at, to ask or to switch, each with its expected gain in bits: the entropy of its possible outcomes.
  ///
  /// Each has one outcome under each hypothesis, so that its gain is the entropy of the outcomes' shares.
  private var measurements: [(action: WiringAction, gain: Double)] {
    let members = candidates.flatMap(\.members).filter { $0.probability > 1e-6 }
    func shares<Key: Hashable>(_ key: (WiringHypothesis) -> Key) -> [(key: Key, share: Double)] {
      var shares: [Key: Double] = [:]
      for member in members { shares[key(member.hypothesis), default: 0] += member.probability }
      return shares.sorted { ($0.value, "\($1.key)") > ($1.value, "\($0.key)") }.map { ($0.key, $0.value) }
    }
    func gain(_ shares: [Double]) -> Double { Candidate.entropy(shares) }
    func question(_ shares: [(key: String, share: Double)]) -> String {
      // The shares are in falling order.
      let told = shares.prefix(3).prefix { $0.share >= 0.05 }
      return Self.joined(
        told.map { "\($0.key) (\(Self.percent($0.share)))" } + (told.count == 1 ? ["not"] : []), by: "or")
    }
    var measurements: [(action: WiringAction, gain: Double)] = []
    let line = shares { $0.supply?.line.rawValue ?? "open" }
    measurements.append(
      (
        WiringAction(
          .lookAtSupply, "Look at terminal L: is it on \(question(line))?", terminals: ["L"]),
        gain(line.map(\.share))
      ))
    let supply = shares { $0.supplyText }
    measurements.append(
      (
        WiringAction(
          .lookAtSupply, "Look at terminals N and L: are they on \(question(supply))?",
          terminals: ["N", "L"]), gain(supply.map(\.share))
      ))
    measurements.append(
      (
        WiringAction(
          .tellGeneration, "Tell where anything generates (solar, battery), if at all: \(words.generation)."),
        gainOfGeneration
      ))
    if given.net != .delta {
      // What was tried is not asked for again.
      for line in given.lines where !guided.contains(where: { $0.place == .line(line) }) {
        let responses = shares { hypothesis in
          hypothesis.clamps.map { clamp in
            GuidedLoad.angle(of: clamp, for: .line(line), hypothesis, given).map {
              Int((($0 - given.origin) / 30).rounded() + 24) % 12
            }
          }
        }
        let clamp = asIntended.clamps.first { $0.conductor == Conductor(line) }
        measurements.append((switching(at: [clamp?.input].compactMap(\.self)), gain(responses.map(\.share))))
      }
    }
    let rotation = shares { $0.rotation.rawValue }
    measurements.append(
      (
        WiringAction(
          .checkRotation,
          "Check the order of the lines with a phase rotation meter: is it \(question(rotation))?"),
        gain(rotation.map(\.share))
      ))
    for (index, clamp) in asIntended.clamps.enumerated() {
      let places = shares { $0.clamps[index].place }
      let (odd, even) = clamp.input.terminals
      measurements.append(
        (
          WiringAction(
            .lookAtClamp,
            "Look at the clamp of input \(clamp.input.rawValue): is it around \(question(places))?",
            terminals: ["\(odd)", "\(even)"]), gain(places.map(\.share))
        ))
    }
    return measurements
  }

  /// A probability as a text, never as certain: `97.3 %`, `>99.9 %`.
  static func percent(_ probability: Double) -> String {
    if probability > 0.9995 { return ">99.9 %" }
    return String(format: probability < 0.1 || probability > 0.9 ? "%.1f %%" : "%.0f %%", 100 * probability)
  }
}
