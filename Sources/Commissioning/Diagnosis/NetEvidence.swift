// SPDX-License-Identifier: Apache-2.0
import Metering

/// What a recording shows of a net, turned so that slot 0 is at 0 degrees.
struct NetEvidence {
  /// The states, each once.
  let points: [OperatingPoint]
  /// What was switched, on or off, each once.
  let steps: [OperatingPoint]
  /// What a resistive load drew that was switched on; nil if none is known.
  let load: OperatingPoint?
  /// For each input, whether it never shows a current.
  let silent: [Bool]

  init(_ states: OperatingPoints, inputs: Int, origin: Double, loadOn: Double?) {
    let found = states.evidence(loadOn: loadOn)
    points = found.points.map { $0.rotated(degrees: -origin) }
    steps = found.steps.map { $0.rotated(degrees: -origin) }
    load = found.load?.rotated(degrees: -origin)
    silent = (0..<inputs).map { input in
      !found.points.contains { $0.shows(input) } && found.load.map { !$0.shows(input) } ?? true
    }
  }

  /// What one line shows, given how its phasors follow from those of the inputs.
  func line(_ signal: (OperatingPoint) -> LineEvidence.Signal) -> LineEvidence {
    LineEvidence(
      states: points.map(signal), steps: steps.map(signal).filter { $0.isSeen(above: 0.1) },
      loads: [load].compactMap { $0 }.map(signal).filter { $0.isSeen(above: 0.1) })
  }
}

/// The likelihood of what an installation shows under a signature.
protocol NetLikelihood {
  /// Its logarithm, up to what is the same for all signatures.
  func logarithm(_ signature: WiringSignature) -> Double
}
