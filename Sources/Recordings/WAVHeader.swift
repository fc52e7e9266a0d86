// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles

/// The format of a WAV, from the chunks before its frames.
struct WAVHeader: Equatable {
  /// Frames a second.
  let rate: UInt32
  /// Columns of the recording, 1...64.
  let channels: Int
  /// How values are coded.
  let coding: SampleCoding
  /// Bytes of all frames; nil up to the end of the input.
  let length: Int?

  /// Reads the header from the input, up to the first byte of the first frame.
  ///
  /// A data chunk of 0 or 0xFFFFFFFF bytes, as left by writers that cannot go back, lasts to the end of the input; in RF64 the
  /// ds64 chunk has its length.
  ///
  /// - Throws: `data` unless it is RIFF or RF64, PCM or floating point, and has 1...64 channels; `inputOutput` where reading fails.
  init(_ input: ByteInput) throws(InputError) {
    let riff = try input.read(exactly: 12)
    guard riff.count == 12, ["RIFF", "RF64"].contains(riff.tag(at: 0)), riff.tag(at: 8) == "WAVE" else {
      throw InputError(
        .data, file: input.name, place: "byte 0",
        "expected the start of a WAV file, RIFF and WAVE, found "
          + (riff.isEmpty ? "the end of the file" : String(decoding: riff, as: UTF8.self).quoted))
    }
    var format: (rate: UInt32, channels: Int, coding: SampleCoding)?
    var longLength: Int?
    while true {
      let start = input.offset
      let header = try input.read(exactly: 8)
      guard header.count == 8 else {
        throw InputError(
          .data, file: input.name, place: "byte \(start)",
          "expected a \(format == nil ? "fmt" : "data") chunk, found the end of the file")
      }
      let size = header.unsigned32(at: 4)
      switch header.tag(at: 0) {
      case "fmt ":
        format = try Self.format(input, start: start, size: Int(size))
      case "ds64" where riff.tag(at: 0) == "RF64":
        let body = try input.read(exactly: min(Int(size), 16))
        try input.skip(Int(size) - body.count + Int(size & 1))
        let length =
          body.count == 16 ? UInt64(body.unsigned32(at: 12)) << 32 | UInt64(body.unsigned32(at: 8)) : 0
        longLength = length > 0 ? Int(exactly: length) : nil
      case "data":
        guard let format else {
          throw InputError(
            .data, file: input.name, place: "byte \(start)",
            "expected a fmt chunk first, found the data chunk")
        }
        rate = format.rate
        channels = format.channels
        coding = format.coding
        length = size == .max ? longLength : size == 0 ? nil : Int(size)
        return
      default:
        try input.skip(Int(size) + Int(size & 1))
      }
    }
  }

  /// Reads a fmt chunk's body.
  private static func format(
    _ input: ByteInput, start: Int, size: Int
  ) throws(InputError) -> (rate: UInt32, channels: Int, coding: SampleCoding) {
    func problem(_ text: String) -> InputError {
      InputError(.data, file: input.name, place: "fmt chunk at byte \(start)", text)
    }
    let body = try input.read(exactly: min(size, 40))
    guard body.count >= 16, body.count == min(size, 40) else {
      throw problem("expected 16 bytes or more, found \(body.count)")
    }
    try input.skip(size - body.count + (size & 1))
    var tag = body.unsigned16(at: 0)
    if tag == 0xFFFE {
      guard body.count == 40, Array(body[26...]) == subformatEnd, [1, 3].contains(body.unsigned16(at: 24))
      else {
        throw problem("expected the PCM or floating-point subformat in the extensible format, found another")
      }
      tag = body.unsigned16(at: 24)
    }
    let channels = Int(body.unsigned16(at: 2))
    let bits = Int(body.unsigned16(at: 14))
    let coding: SampleCoding
    switch (tag, bits) {
    case (1, 8): coding = .unsigned8
    case (1, 16): coding = .signed16
    case (1, 24): coding = .signed24
    case (1, 32): coding = .signed32
    case (3, 32): coding = .float32
    case (3, 64): coding = .float64
    case (1, _): throw problem("expected 8, 16, 24 or 32 bits a sample, found \(bits)")
    case (3, _): throw problem("expected floating-point samples of 32 or 64 bits, found \(bits)")
    default:
      throw problem("expected format 1 (PCM), 3 (floating point) or 65534 (extensible), found \(tag)")
    }
    guard (1...ColumnLayout.limit).contains(channels) else {
      throw problem("expected 1...\(ColumnLayout.limit) channels, found \(channels)")
    }
    let frameBytes = Int(body.unsigned16(at: 12))
    guard frameBytes == coding.width * channels else {
      throw problem("expected frames of \(coding.width * channels) bytes, found \(frameBytes)")
    }
    return (body.unsigned32(at: 4), channels, coding)
  }

  /// The bytes after the format's number in the subformats of PCM and of floating point, 0000-0010-8000-00AA00389B71, in the order of
  /// the file.
  private static let subformatEnd: [UInt8] = [
    0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
  ]
}
