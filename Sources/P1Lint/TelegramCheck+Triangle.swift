// SPDX-License-Identifier: Apache-2.0

extension TelegramCheck {
  /// The finding that the line currents cannot be those of three wires; nil where they can, or where one is not
  /// known.
  ///
  /// At every moment the three currents cancel, so the RMS of none is above the sum of the other two. Each is
  /// rounded to its last place and given as zero below the measuring range, 40 mA (manual, section 1.6).
  var triangle: LintFinding? {
    let references = ["1-0:31.7.0", "1-0:51.7.0", "1-0:71.7.0"]
    let found = references.compactMap { value($0) }
    let currents = found.compactMap { TelegramNumber($0.value) }
    guard currents.count == 3, currents.allSatisfy({ !$0.isSaturated }) else { return nil }
    let sum = currents.reduce(0) { $0 + $1.value }
    let slack = currents.reduce(0) { $0 + $1.step / 2 } + 2 * 0.04
    for (index, current) in currents.enumerated() where current.value > sum - current.value + slack {
      return LintFinding(
        kind: .kirchhoff, place: found[index].place,
        message:
          "expected L\(index + 1) up to the sum of the others in a net of three wires, found \(quoted(found[index].value)) of "
          + "\(references.indices.filter { $0 != index }.map { quoted(found[$0].value) }.joined(separator: " and "))"
      )
    }
    return nil
  }
}
