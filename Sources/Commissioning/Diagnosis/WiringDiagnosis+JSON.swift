// SPDX-License-Identifier: Apache-2.0
import Metering
import Simulation
import StrictJSON

extension WiringDiagnosis {
  /// One line of JSON.
  ///
  ///     {"verdict":"not as given","probability":0.97,"headline":"...","missing":[],
  ///      "given":{"inputs":[...],"rotation":"right","supply":{"N":"N","L":"L1"},"generation":[],"loadSeen":false},
  ///      "inputs":[{"input":1,"current":8.01,"degrees":-5.2,"uncertainty":{"current":0.0005,"degrees":0.004},"seen":true,
  ///        "line":"L1","lineProbability":0.99,"polarity":"normal","polarityProbability":0.98,"proof":"no generation"}],
  ///      "actions":[{"code":"turnClamp","text":"...","terminals":["7","8"],"line":null}],
  ///      "hypotheses":[{"choice":1,"probability":0.93,"wires":1,"asGiven":false,
  ///        "inputs":[{"input":1,"line":"L1","polarity":"normal"}],"rotation":"right","supply":{"N":"N","L":"L1"}}]}
  ///
  /// `generation` is null where nobody told. `proof` is null where nothing proves which way round a clamp is. The current is the
  /// largest that was seen, null for none. A clamp on the neutral has the line `N`, one that is missing `none`; the `supply`
  /// is null where terminal N is open.
  public var json: String {
    let value = JSONValue.object([
      "verdict": .text(verdict.rawValue), "probability": .number(probability, exactDecimals: 4),
      "headline": .text(headline), "missing": .list(missing.map { .text($0) }),
      "given": .members(
        Self.members(asIntended) + [
          .init("generation", generationValue), .init("loadSeen", .flag(isLoadSeen)),
        ]),
      "inputs": .list(inputs.indices.map(input)),
      "actions": .list(actions.map(\.jsonValue)),
      "hypotheses": .list(choices.enumerated().map(hypothesis)),
    ])
    return value.json()
  }

  private var generationValue: JSONValue {
    guard case .lines(let lines) = generation else { return .null }
    return .list(Line.allCases.filter(lines.contains).map { .text("\($0.name)") })
  }

  private func input(at index: Int) -> JSONValue {
    let summary = inputs[index]
    let (conductor, share, _) = place(at: index)
    let (isRight, polarityShare, _) = wayRound(at: index)
    let meant = asIntended.clamps[index].polarity
    let polarity: WiringMap.Polarity = isRight == (meant == .normal) ? .normal : .reversed
    let current: [JSONValue.Member] =
      summary.isSilent
      ? [.init("current", .null), .init("degrees", .null), .init("uncertainty", .null)]
      : [
        .init("current", .number(summary.largest.magnitude, exactDecimals: 4)),
        .init("degrees", .number(summary.largest.degrees, exactDecimals: 3)),
        .init(
          "uncertainty",
          .object([
            "current": .number(summary.deviation, exactDecimals: 6),
            "degrees": .number(summary.angleDeviation, exactDecimals: 4),
          ])),
      ]
    return .members(
      [.init("input", .integer(summary.input.rawValue))] + current + [
        .init("seen", .flag(summary.isSeen)), .init("line", .text(conductor?.rawValue ?? "none")),
        .init("lineProbability", .number(share, exactDecimals: 4)),
        .init("polarity", .text(polarity.rawValue)),
        .init("polarityProbability", .number(polarityShare, exactDecimals: 4)),
        .init("proof", .optional(proof(of: summary.input)?.rawValue)),
      ])
  }

  private func hypothesis(_ index: Int, _ choice: Candidate.Member) -> JSONValue {
    .members(
      [
        .init("choice", .integer(index + 1)),
        .init("probability", .number(choice.probability, exactDecimals: 4)),
        .init("wires", .integer(choice.hypothesis.wires(to: asIntended))),
        .init("asGiven", .flag(choice.hypothesis == asIntended)),
      ] + Self.members(choice.hypothesis))
  }

  private static func members(_ hypothesis: WiringHypothesis) -> [JSONValue.Member] {
    let inputs = hypothesis.clamps.map { clamp in
      JSONValue.object([
        "input": .integer(clamp.input.rawValue), "line": .text(clamp.conductor?.rawValue ?? "none"),
        "polarity": .text(clamp.polarity.rawValue),
      ])
    }
    return [
      .init("inputs", .list(inputs)), .init("rotation", .text(hypothesis.rotation.rawValue)),
      .init("supply", hypothesis.supply?.jsonValue ?? .null),
    ]
  }
}

extension WiringAction {
  fileprivate var jsonValue: JSONValue {
    .object([
      "code": .text(code.rawValue), "text": .text(text), "terminals": .list(terminals.map { .text($0) }),
      "line": .optional(line.map { "\($0.name)" }),
    ])
  }
}
