// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles
import Foundation
import Metering

/// The user's statements on raw frames or WAV, which say little of themselves.
struct StreamRequest {
  var rate: Double?
  var bits: Int?
  var channels: [String]
  var units: [String]
  var midpoints: [Double]
  var fullScale: Double?
  /// Asked while a first pass reads; true ends it.
  var isCancelled: @Sendable () -> Bool = { false }

  /// Throws what is said of codes where there are none.
  ///
  /// - Parameter allowed: What may be said all the same.
  func refuseCodes(
    for thing: String, file: String, besides allowed: InputError.Parameter? = nil
  ) throws(InputError) {
    func refuse(_ isSaid: Bool, _ parameter: InputError.Parameter) throws(InputError) {
      guard isSaid, parameter != allowed else { return }
      throw InputError(file: file, changing: parameter, "expected none for \(thing), found one")
    }
    try refuse(bits != nil, .bits)
    try refuse(!midpoints.isEmpty, .midpoint)
    try refuse(fullScale != nil, .fullScale)
  }

  /// Frames of a WAV file or stream.
  ///
  /// - Parameter path: What to open again for a first pass.
  /// - Throws: `data` where the header is not that of such a file or contradicts the request.
  func wav(_ input: ByteInput, again path: String) throws(InputError) -> any FrameSource {
    let header = try WAVHeader(input)
    let own = Double(header.rate)
    let chosen = try SamplingRate.rate(rate, of: own, file: input.name)
    try SamplingRate.check(own, file: input.name, place: .recording("fmt chunk"))
    let names = channels.isEmpty ? Array(ColumnLayout.names.prefix(header.channels)) : channels
    guard names.count == header.channels else {
      throw InputError(
        file: input.name, changing: .channels,
        "expected \(header.channels) names, one for each channel of the file, found \(names.count)")
    }
    return try source(
      input, coding: header.coding, names: names, rate: chosen, bits: bits ?? 16, length: header.length
    ) { () throws(InputError) in
      let input = try ByteInput(path: path, isCancelled: isCancelled)
      return (input, try WAVHeader(input).length)
    }
  }

  /// Frames of raw values.
  ///
  /// - Parameter path: What to open again for a first pass.
  /// - Throws: `data` where the request is out of range.
  func raw(_ input: ByteInput, coding: SampleCoding, again path: String) throws(InputError) -> any FrameSource
  {
    let rate = rate ?? 4000
    try SamplingRate.check(rate, file: input.name, place: .parameter)
    let names = channels.isEmpty ? ColumnLayout.names : channels
    return try source(input, coding: coding, names: names, rate: rate, bits: bits ?? 12, length: nil) {
      () throws(InputError) in (try ByteInput(path: path, isCancelled: isCancelled), nil)
    }
  }

  /// Frames in packets, whose channels are in their order.
  ///
  /// - Throws: `data` where the request is out of range, or there is no packet.
  func packets(_ input: ByteInput) throws(InputError) -> any FrameSource {
    try refuseCodes(for: "packets of frames", file: input.name, besides: .bits)
    guard channels.isEmpty, units.isEmpty else {
      throw InputError(
        file: input.name, changing: channels.isEmpty ? .units : .channels,
        "expected none for packets of frames, which have V, I1, I2, I3, found some")
    }
    return try PacketSource(input, rate: rate ?? 4000, bits: bits ?? 12)
  }

  private func source(
    _ input: ByteInput, coding: SampleCoding, names: [String], rate: Double, bits: Int, length: Int?,
    again: () throws(InputError) -> (ByteInput, length: Int?)
  ) throws(InputError) -> any FrameSource {
    let layout = try ColumnLayout(names, file: input.name)
    let units = try units(for: layout, coding, file: input.name)
    if coding == .signed16 || coding == .unsigned16 {
      let isUnsigned = coding == .unsigned16 || !midpoints.isEmpty
      let middles = try middles(bits: bits, channels: layout.channelCount, file: input.name)
      let reader = try FrameReader(
        input, layout: layout, bits: bits, isUnsigned: isUnsigned, length: length)
      try refuse(fullScale != nil, .fullScale, "values of more than 16 bits", file: input.name)
      guard SamplingRate.step(of: rate) == 1 else {
        return ScaledSource(.codes(reader), rate: rate, peaks: nil, middles: middles)
      }
      return RawSource(reader, rate: rate, middles: middles)
    }
    try refuse(self.bits != nil, .bits, "codes of 16 bits", file: input.name)
    try refuse(!midpoints.isEmpty, .midpoint, "codes of 16 bits", file: input.name)
    let hasRails = fullScale != nil || units == nil
    let largest = coding == .unsigned8 || !hasRails ? nil : fullScale ?? coding.fullScale
    func reader(_ input: ByteInput, length: Int?, bounds: [Double]) -> ValueReader {
      ValueReader(
        input, columns: layout.channels, coding: coding, fullScale: largest, bounds: bounds, length: length)
    }
    var survey = Survey()
    var remarks: [String] = []
    let isSurveyed = coding != .unsigned8 && input.isFile && fullScale == nil
    // Once more where values are left out, as these may stand in frames that set the scale.
    while isSurveyed {
      let (input, length) = try again()
      var first = reader(input, length: length, bounds: survey.bounds)
      let found = Survey(&first)
      remarks = [first.remark].compactMap(\.self)
      guard survey.bounds.isEmpty, !found.bounds.isEmpty else {
        survey = found.with(bounds: survey.bounds)
        break
      }
      survey = found
    }
    return ScaledSource(
      .values(reader(input, length: length, bounds: survey.bounds)), rate: rate,
      peaks: isSurveyed ? survey.peaks : nil, fullScale: fullScale, units: units, remarks: remarks)
  }

  private func refuse(
    _ isSaid: Bool, _ parameter: InputError.Parameter, _ wanted: String, file: String
  ) throws(InputError) {
    guard isSaid else { return }
    throw InputError(file: file, changing: parameter, "expected it for \(wanted) alone, found other values")
  }

  /// How many volts or amperes a value is, of each channel; nil for the nominal front end.
  private func units(
    for layout: ColumnLayout, _ coding: SampleCoding, file: String
  ) throws(InputError) -> [Double]? {
    guard !units.isEmpty else { return nil }
    try refuse(coding != .float32 && coding != .float64, .units, "floating numbers", file: file)
    let stated = try QuantityUnit.list(units, file: file)
    guard stated.count == layout.channelCount else {
      throw InputError(
        file: file, changing: .units,
        "expected \(layout.channelCount) units, for V, I1 and so on, found \(stated.count)")
    }
    for (channel, unit) in stated.enumerated() {
      let wanted: QuantityUnit.Quantity = channel == 0 ? .voltage : .current
      guard unit.quantity == wanted else {
        throw InputError(
          file: file, changing: .units,
          "expected \(wanted.rawValue) for \(ColumnLayout.names[channel]), found \(units[channel].quoted)")
      }
    }
    return stated.map(\.factor)
  }

  /// The codes at no signal about the middle of the span, one a channel; none of a signed converter.
  private func middles(bits: Int, channels: Int, file: String) throws(InputError) -> [Double] {
    guard let first = midpoints.first else { return [] }
    let span = Double(1 << min(max(bits, 12), 16))
    guard midpoints.count == 1 || midpoints.count == channels else {
      throw InputError(
        file: file, changing: .midpoint, "expected 1 or \(channels) codes, found \(midpoints.count)")
    }
    for code in midpoints where !(0..<span).contains(code) {
      throw InputError(
        file: file, changing: .midpoint, "expected codes of 0...\((span - 1).plain), found \(code.plain)")
    }
    let all = midpoints.count == 1 ? [Double](repeating: first, count: channels) : midpoints
    return all.map { $0 - span / 2 }
  }
}
