// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering

extension WiringGuide {
  /// What to switch on.
  func requestText(at place: GuidedLoad.Place, isFirst: Bool) -> String {
    // A load that must be off before it counts is off.
    let end = isFirst || asksForOff ? "." : ", with the last one off."
    let request = "Switch a kettle or heater of \(Self.amperes(Self.load)) or more on \(place.text)\(end)"
    return ([request] + (confirmation.map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// A change that may be the load.
  func switchOffText(_ step: OperatingPoint, at place: GuidedLoad.Place) -> String {
    "\(largest(step)): if that is the load \(place.text), switch it off again."
  }

  /// A change that no load makes that is just switched on.
  func slowText(_ change: StepWatch.Change) -> String {
    let seconds = Int((change.end - change.begin).rounded())
    return "\(largest(change.step)) within \(seconds) s: too slow for a load that is switched."
  }

  /// A change that is too small.
  func smallText(_ step: OperatingPoint, at place: GuidedLoad.Place) -> String {
    "Only \(largest(step)): a load of \(Self.amperes(Self.load)) or more is needed \(place.text)."
  }

  /// A change that is more than a load.
  func severalText(_ step: OperatingPoint, at place: GuidedLoad.Place) -> String {
    let names = WiringDiagnosis.list(shown(step).map { given.inputs[$0] })
    return "\(names.capitalizedFirst) changed in directions of several loads. One \(place.text) is needed."
  }

  /// A load that was seen before.
  func repeatedText(of earlier: GuidedLoad.Place, at place: GuidedLoad.Place) -> String {
    "That was the load \(earlier.text) again. Now one \(place.text) is needed."
  }

  /// The end of the patience.
  func timeout(at place: GuidedLoad.Place, hasChanged: Bool) -> String {
    hasChanged
      ? "No load \(place.text) was switched on and off again in \(Self.patience) s."
      : "No clamp has seen a load \(place.text) in \(Self.patience) s."
  }

  /// The result of a load for each input that saw it.
  func description(of load: GuidedLoad) -> String {
    shown(load.step).map { clamp in
      let phasor = load.step.phasors[clamp]
      let meant = given.hypothesis.clamps[clamp.position]
      let fits = given.conductors.compactMap { conductor -> (conductor: Conductor, lag: Double)? in
        // A neutral's clamp shows what a reversed one at the line does; the other loads tell them apart.
        guard conductor != .neutral else { return nil }
        let clamp = WiringHypothesis.Clamp(given.inputs[clamp], conductor, meant.polarity)
        let angle = GuidedLoad.angle(of: clamp, for: load.place, given.hypothesis, given)
        return angle.map { (conductor, ($0 - phasor.degrees).remainder(dividingBy: 360)) }
      }
      // Of two lines with the load between them, the one that the clamp is meant for, or the first.
      let own = fits.first { $0.conductor == meant.conductor } ?? fits.first
      let amperes = "+\(Self.amperes(phasor.magnitude, decimals: 1)) at input \(given.inputs[clamp].rawValue)"
      guard let own else { return amperes }
      let rounded = Int(own.lag.rounded())
      let degrees = rounded == -180 ? 180 : rounded
      let lag = "lag \(degrees) \(abs(degrees) == 1 ? "degree" : "degrees")"
      let others = fits.filter { $0.conductor != own.conductor }
      let words = ([own] + others).compactMap { fit -> String? in
        if abs(fit.lag) <= 30 { return "\(fit.conductor.rawValue), right way round" }
        return abs(fit.lag) >= 150 ? "\(fit.conductor.rawValue) reversed" : nil
      }
      return words.isEmpty
        ? "\(amperes), \(lag): does not fit a load \(load.place.text) as given."
        : "\(amperes), \(lag): reads as \(words.joined(separator: ", or as "))."
    }.joined(separator: "\n")
  }

  /// The inputs that show a change.
  private func shown(_ step: OperatingPoint) -> [ClampIndex] {
    step.phasors.indices.filter { step.phasors[$0].magnitude >= Self.shown }
  }

  /// The largest current of a change and its input: `8.7 A at input 1`.
  private func largest(_ step: OperatingPoint) -> String {
    guard let clamp = step.phasors.indices.max(by: { step.phasors[$0].square < step.phasors[$1].square })
    else { return "" }
    let amperes = Self.amperes(step.phasors[clamp].magnitude, decimals: 1)
    return "\(amperes) at input \(given.inputs[clamp].rawValue)"
  }

  private static func amperes(_ value: Double, decimals: Int = 0) -> String {
    String(format: "%.\(decimals)f A", value)
  }
}

extension GuidedLoad.Place {
  /// `at L1` or `between L1 and L2`.
  var text: String { WiringDiagnosis.text([self]) }
}

extension String {
  /// The text with a large first letter.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
