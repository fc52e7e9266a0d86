// SPDX-License-Identifier: Apache-2.0
import Commissioning
import Drawing
import Metering

extension LiveInstrument {
  /// The currents of a reading against the voltage reference, and where ordinary loads would draw them.
  func phasors(of reading: Reading) -> PhasorDiagram {
    let arrows = Line.allCases.compactMap { line -> PhasorDiagram.Arrow? in
      guard let current = reading.lines[line] else { return nil }
      let angle = configuration.wiring.referenceAngles[line]
      let turned = current.fundamental * (current.uncertainty.phase ?? 0) * .pi / 180
      return PhasorDiagram.Arrow(
        label: "\(line.name)", magnitude: current.phase == nil ? 0 : current.fundamental,
        degrees: angle - (current.phase ?? 0), deviation: max(current.uncertainty.current, turned),
        expected: angle - LoadPrior.angles.upperBound...angle - LoadPrior.angles.lowerBound)
    }
    return PhasorDiagram(reference: "V", arrows: arrows)
  }

  /// Lines whose currents point to where neither ordinary loads nor what they export would point; where three clamps measure a
  /// net without neutral, all of them once their sum is not zero.
  func doubtfulLines(of reading: Reading) -> [Line] {
    let lines = Line.allCases.filter { (reading.lines[$0]?.fundamental ?? 0) >= LoadPrior.largeLoads }
    if let residual = reading.residual {
      let largest = lines.compactMap { reading.lines[$0]?.current }.max() ?? .infinity
      return residual > 0.2 * largest ? lines : []
    }
    // In a net without neutral a load between two lines turns their currents by 30 degrees.
    guard configuration.wiring.hasNeutral else { return [] }
    let margin = 20.0
    return lines.filter { line in
      guard let phase = reading.lines[line]?.phase else { return false }
      return ![phase, phase + 180, phase - 180].contains {
        (LoadPrior.angles.lowerBound - margin...LoadPrior.angles.upperBound + margin).contains($0)
      }
    }
  }
}
