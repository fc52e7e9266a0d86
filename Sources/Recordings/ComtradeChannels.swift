// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension ComtradeConfiguration {
  /// The analog channels a user names, in the order of a frame: the voltage, then inputs 1...3.
  ///
  /// - Parameters:
  ///   - names: Names or numbers from 1; an exact match of the name goes before a match in another case, and that
  ///     before a number.
  ///   - units: The units that the user states for them, which override the recording's; none where it is to tell them.
  ///   - file: The configuration's file in messages.
  /// - Returns: Indices into `analogs`, and the unit of each.
  /// - Throws: `data` where there are no analog channels or another number of units than of names. `data` with all analog
  ///   channels for none or more than four names, for an unknown or an ambiguous one, and for a channel that is not a voltage or a
  ///   current where there should be one.
  func chosenChannels(
    _ names: [String], units: [QuantityUnit] = [], file: String
  ) throws(InputError) -> [(index: Int, unit: QuantityUnit)] {
    func problem(_ text: String) -> InputError {
      InputError(file: file, changing: .channels, text + "; its analog channels are: " + listing)
    }
    guard !analogs.isEmpty else {
      throw InputError(.data, file: file, place: "line 2", "expected analog channels, found 0")
    }
    guard !names.isEmpty else {
      throw problem(
        "expected the names or numbers of the voltage and up to three currents, found none")
    }
    guard names.count <= 4 else { throw problem("expected up to 4 channels, found \(names.count)") }
    guard units.isEmpty || units.count == names.count else {
      throw InputError(
        file: file, changing: .units,
        "expected \(NumberText.count(names.count, "units")), one a channel, found \(units.count)")
    }
    var chosen: [(index: Int, unit: QuantityUnit)] = []
    for name in names {
      let matches = analogIndices(of: name.trimmed)
      guard let index = matches.first else {
        throw problem("expected one of its channels, found \(name.quoted)")
      }
      guard matches.count == 1 else {
        let numbers = matches.map { "\($0 + 1)" }.joined(separator: ", ")
        throw problem("expected the name of one channel, found \(name.quoted) for the numbers \(numbers)")
      }
      let wanted: QuantityUnit.Quantity = chosen.isEmpty ? .voltage : .current
      let stated = units.isEmpty ? analogs[index].quantity : units[chosen.count]
      guard let unit = stated, unit.quantity == wanted else {
        let found =
          "expected \(wanted.rawValue), found channel \(name.quoted) in \(analogs[index].unit.quoted)"
        guard stated == nil else {
          guard !units.isEmpty else { throw problem(found) }
          throw InputError(
            file: file, changing: .units,
            "expected \(wanted.rawValue) for channel \(name.quoted), found \(stated!.quantity.rawValue)")
        }
        throw InputError(
          .data, file: file, place: InputError.Parameter.channels.rawValue,
          found + "; its analog channels are: " + listing,
          remedy: .say(.units))
      }
      chosen.append((index, unit))
    }
    return chosen
  }

  private func analogIndices(of name: String) -> [Int] {
    let same = analogs.indices.filter { analogs[$0].name == name }
    if !same.isEmpty { return same }
    let alike = analogs.indices.filter { analogs[$0].name.lowercased() == name.lowercased() }
    if !alike.isEmpty { return alike }
    guard let number = Int(name), number >= 1, number <= analogs.count else { return [] }
    return [number - 1]
  }

  /// How the values of a channel become primary volts or amperes, and what else its calibration needs.
  ///
  /// - Returns: Primary volts or amperes a code, and the code of 0 V or 0 A, which need not be a whole number.
  /// - Throws: `data` where a factor is 0, or a result is beyond the range of a `Double`.
  func conversion(
    of index: Int, unit: QuantityUnit, file: String
  ) throws(InputError) -> (scale: Double, zero: Double) {
    let channel = analogs[index]
    func problem(_ expected: String, _ found: String) -> InputError {
      InputError(
        .data, file: file, place: "analog channel \(index + 1) \(channel.name.quoted)",
        "expected \(expected), found \(found)")
    }
    guard channel.multiplier != 0 else { throw problem("a multiplier a other than 0", "0") }
    if channel.isSecondary, !(channel.primary != 0 && channel.secondary != 0) {
      throw problem(
        "primary and secondary factors other than 0",
        "\(channel.primary.plain) and \(channel.secondary.plain)")
    }
    let ratio = channel.isSecondary ? channel.primary / channel.secondary : 1
    let scale = channel.multiplier * unit.factor * ratio
    let zero = -channel.offset / channel.multiplier
    guard scale.isNormal, zero.isFinite else {
      throw problem(
        "a multiplier a and an offset b within bounds", "\(channel.multiplier) and \(channel.offset)")
    }
    return (scale, zero)
  }
}
