// SPDX-License-Identifier: Apache-2.0
import Metering

/// The states and changes of a net, turned so that slot 0 is at 0 degrees.
struct NetEvidence {
  /// The states, each once.
  let points: [OperatingPoint]
  /// The changes by switching on or off, each once.
  let steps: [OperatingPoint]
  /// The currents of a resistive load that was switched on; nil if none is known.
  let load: OperatingPoint?
  /// What was found of it.
  let finding: LoadFinding
  /// For each input, whether it never shows a current.
  let silent: PerClamp<Bool>
  /// The voltage between the supply terminals relative to the nominal one; nil where there is none.
  let voltage: Double?

  init(
    _ states: OperatingPoints, inputs: PerClamp<Input>, origin: Double, loadOn: Double?, isOffNeeded: Bool,
    voltage: Double?
  ) {
    let found = states.evidence(loadOn: loadOn, isOffNeeded: isOffNeeded)
    finding = found.finding
    self.voltage = voltage
    points = found.points.map { $0.rotated(degrees: -origin) }
    steps = found.steps.map { $0.rotated(degrees: -origin) }
    load = found.load?.rotated(degrees: -origin)
    silent = PerClamp(
      inputs.indices.map { clamp in
        !found.points.contains { $0.shows(clamp) } && found.load.map { !$0.shows(clamp) } ?? true
      })
  }

  private init(_ other: NetEvidence, turnedBy degrees: Double) {
    points = other.points.map { $0.rotated(degrees: degrees) }
    steps = other.steps.map { $0.rotated(degrees: degrees) }
    load = other.load?.rotated(degrees: degrees)
    finding = other.finding
    silent = other.silent
    voltage = other.voltage
  }

  /// The same against another reference.
  func rotated(degrees: Double) -> NetEvidence { NetEvidence(self, turnedBy: degrees) }

  /// The evidence of one line, whose phasors follow from those of the inputs.
  func line(_ signal: (OperatingPoint) -> LineEvidence.Signal) -> LineEvidence {
    LineEvidence(
      states: points.map(signal), steps: steps.map(signal).filter { $0.isSeen(above: 0.1) },
      loads: [load].compactMap { $0 }.map(signal).filter { $0.isSeen(above: 0.1) })
  }
}

/// The likelihood of an installation's states and changes under a signature.
protocol NetLikelihood {
  /// The log likelihood, up to a constant for all signatures.
  ///
  /// - Parameter exports: For each clamp, whether the line that it is to show may export; nil where nobody told.
  func logLikelihood(_ signature: WiringSignature, exports: PerClamp<Bool>?) -> Double
}
