// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import StrictJSON

extension WiringDiagnosis {
  /// The verdict on the first line, then what to do, numbered.
  public var verdictText: String {
    let steps = actions.enumerated().flatMap { index, action in
      Self.wrapped(action.text, after: String(format: "%2d. ", index + 1))
    }
    return Self.lines(Self.wrapped(headline, after: "") + (steps.isEmpty ? [] : [""] + steps))
  }

  /// The verdict in a sentence or two.
  public var headline: String {
    switch verdict {
    case .asGiven where !isPolarityProven:
      "As given (\(Self.percent(probability))), polarity unproven: it matters if anything here generates."
    case .asGiven: "As given (\(Self.percent(probability))), polarity proven."
    case .notAsGiven:
      "Not as given (\(Self.percent(probability))): \(Self.joined(differences(finding[0].hypothesis)))."
        + (oddVoltage.map { " Note that \(Self.text(ofVoltage: $0))." } ?? "")
    case .undecided:
      "Undecided: \(missing.joined(separator: "; "))."
    }
  }

  /// The differences of a hypothesis from the given wiring, a clause each.
  private func differences(_ hypothesis: WiringHypothesis) -> [String] {
    if finding[0].probability < Self.sure {
      let turned = turnedInputs(hypothesis)
      return ["\(Self.list(turned)) \(turned.count == 1 ? "reads" : "read") reversed"]
    }
    var clauses: [String] = []
    if let supply = hypothesis.supply, let meant = asIntended.supply {
      if supply == meant.reversed {
        clauses.append("N and L are exchanged")
      } else {
        if supply.neutral != meant.neutral { clauses.append("terminal N is on \(supply.neutral.rawValue)") }
        if supply.line != meant.line { clauses.append("terminal L is on \(supply.line.rawValue)") }
      }
    } else {
      clauses.append("terminal N is open")
    }
    if hypothesis.rotation != asIntended.rotation {
      clauses.append("the net rotates \(hypothesis.rotation.rawValue)")
    }
    for (clamp, meant) in zip(hypothesis.clamps, asIntended.clamps) where clamp != meant {
      let name = "input \(clamp.input.rawValue)"
      let reversed = clamp.polarity == meant.polarity || clamp.conductor == nil ? "" : " reversed"
      switch clamp.conductor {
      case nil: clauses.append("\(name) has no clamp")
      case meant.conductor: clauses.append("\(name) is reversed")
      case let conductor?: clauses.append("\(name) is around \(conductor.rawValue)\(reversed)")
      }
    }
    return clauses
  }

  /// The inputs whose currents point elsewhere than the given wiring has them.
  private func turnedInputs(_ hypothesis: WiringHypothesis) -> [Input] {
    zip(hypothesis.clamps, asIntended.clamps).compactMap { clamp, meant in
      let (angle, other) = (given.angle(of: clamp, in: hypothesis), given.angle(of: meant, in: asIntended))
      guard let angle, let other else { return nil }
      return abs((angle - other).remainder(dividingBy: 360)) > 1 ? clamp.input : nil
    }
  }

  /// The evidence: what was given, and what each input shows, on which line it is and which way round.
  public var summaryText: String {
    let rows = inputRows.map { row in
      let shares = zip(row[4...], [6, 6, 8]).map { $0.padded(before: $1) }
      return
        "  \(row[0])    \(row[1].padded(after: 13))\(row[2].padded(after: 19))\(row[3].padded(after: 21))"
        + shares.joined()
    }
    return Self.lines(
      [
        "Given: \(asIntended)", "Generation: \(generationText)", "",
        "Input  Line         Way round          Largest current        Imp.  Exp. Neither",
      ] + rows + ["", supplyAndRotationText])
  }

  /// Where anything generates, and how many cycles and states were measured.
  package var generationText: String {
    "\(generation.text). \(Self.counted(cycles, "cycle")), \(Self.counted(inputs[0].states.count, "state")) of the loads."
  }

  /// Each input's number, line, way round, largest current, and shares of import, export and neither.
  package var inputRows: [[String]] {
    inputs.enumerated().map { index, input in
      let counts = input.directions
      let shares = [counts.importing, counts.exporting, counts.indeterminate].map {
        String(format: "%.0f %%", 100 * Double($0) / Double(max(cycles, 1)))
      }
      let current =
        input.isSilent
        ? "none"
        : String(
          format: input.largest.magnitude < 99.995 ? "%.2f A at %.1f deg" : "%.1f A at %.1f deg",
          input.largest.magnitude,
          input.largest.degrees)
      return ["\(input.input.rawValue)", place(at: index).text, wayRound(at: index).text, current] + shares
    }
  }

  /// The supply's terminals and the rotation, and how probable they are.
  package var supplyAndRotationText: String {
    let supply = share { $0.supplyText }
    let rotation = share { $0.rotation.rawValue }
    return "Supply \(supply.key) (\(Self.percent(supply.share))), rotation \(rotation.key) "
      + "(\(Self.percent(rotation.share)))"
  }

  /// The most probable value of something about the wiring, and its share.
  func share<Key: Hashable>(_ key: (WiringHypothesis) -> Key) -> (key: Key, share: Double) {
    var shares: [Key: Double] = [:]
    var order: [Key] = []
    for member in candidates.flatMap(\.members) {
      let key = key(member.hypothesis)
      if shares[key] == nil { order.append(key) }
      shares[key, default: 0] += member.probability
    }
    let best = order.reduce(order[0]) { (shares[$1] ?? 0) > (shares[$0] ?? 0) ? $1 : $0 }
    return (best, shares[best] ?? 0)
  }

  /// Where a clamp is, and how probable that is.
  func place(at index: Int) -> (conductor: Conductor?, share: Double, text: String) {
    let (conductor, share) = share { $0.clamps[index].conductor }
    return (conductor, share, "\(conductor?.rawValue ?? "none") \(Self.percent(share))")
  }

  /// Which way round a clamp is, and how probable that is.
  func wayRound(at index: Int) -> (isRight: Bool, share: Double, text: String) {
    let meant = asIntended.clamps[index].polarity
    let (isRight, share) = share { $0.clamps[index].polarity == meant }
    let word = isRight ? "right" : "reversed"
    return (isRight, share, "\(word), \(proof(of: inputs[index].input) == nil ? "unproven" : "proven")")
  }

  /// The numbered hypotheses that a user can choose from: those of 0.5 % at least, at most 12, and the given one.
  public var choices: [Candidate.Member] {
    let all = candidates.flatMap(\.members)
    let ranked = all.enumerated().sorted {
      ($0.element.probability, $1.offset) > ($1.element.probability, $0.offset)
    }.map(\.element)
    var choices = Array(ranked.prefix { $0.probability >= 0.005 }.prefix(12))
    if choices.isEmpty { choices = Array(ranked.prefix(1)) }
    if !choices.contains(where: { $0.hypothesis == asIntended }) {
      choices += all.filter { $0.hypothesis == asIntended }
    }
    return choices
  }

  /// The hypotheses: number, probability, and how many wires or clamps each changes.
  public var hypothesesText: String {
    let rows = choiceRows.flatMap { row in
      let columns = zip(row, [6, 9, 7]).map { $0.padded(before: $1) }
      return Self.wrapped(row[3], after: columns.joined() + "  ")
    }
    return Self.lines(["Choice  Percent  Wires  Wiring (input: line)"] + rows)
  }

  /// Each hypothesis' number, probability in percent, number of wires or clamps that it changes, and its wiring.
  package var choiceRows: [[String]] {
    choices.enumerated().map { index, choice in
      let mark = choice.hypothesis == asIntended ? "  (given)" : ""
      return [
        "\(index + 1)", String(format: "%.1f", 100 * choice.probability),
        "\(choice.hypothesis.wires(to: asIntended))", "\(choice.hypothesis)\(mark)",
      ]
    }
  }

  /// The wiring that was given, in words.
  package var givenText: String { "\(asIntended)" }

  /// `1 cycle` or `2 cycles`.
  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func lines(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

  /// A text in lines of 80 characters at most, the first after a mark, the others as far to the right.
  private static func wrapped(_ text: String, after mark: String) -> [String] {
    var lines: [String] = []
    var line = mark
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > 80 {
        lines.append(line)
        (line, isEmpty) = (String(repeating: " ", count: mark.count), true)
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }
}

extension Generation {
  /// `not told`, `none` or `L1, L3`.
  var text: String {
    guard case .lines(let lines) = self else { return "not told" }
    let names = Line.allCases.filter(lines.contains).map { "\($0.name)" }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}

extension String {
  /// The text with blanks after it up to a width.
  fileprivate func padded(after width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text with blanks before it up to a width.
  fileprivate func padded(before width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
