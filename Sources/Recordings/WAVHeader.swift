// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import HostFiles

/// The format of a WAV, from the chunks before its frames.
struct WAVHeader: Equatable {
  /// Frames a second.
  let rate: UInt32
  /// Columns of the recording, 1...4.
  let channels: Int
  /// Bytes of all frames; nil up to the end of the input.
  let length: Int?

  /// Reads the header from the input, up to the first byte of the first frame.
  ///
  /// A data chunk of 0 or 0xFFFFFFFF bytes, as writers leave it that cannot go back, lasts to the end of the input.
  ///
  /// - Throws: `data` where it is not RIFF, 16-bit PCM and 1...4 channels.
  init(_ input: ByteInput) throws(InputError) {
    let riff = try input.read(exactly: 12)
    guard riff.count == 12, riff.tag(at: 0) == "RIFF", riff.tag(at: 8) == "WAVE" else {
      throw InputError(
        .data, file: input.name, place: "byte 0",
        "expected the start of a WAV file, RIFF and WAVE, found "
          + (riff.isEmpty ? "the end of the file" : String(decoding: riff, as: UTF8.self).quoted))
    }
    var format: (rate: UInt32, channels: Int)?
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
      case "data":
        guard let format else {
          throw InputError(
            .data, file: input.name, place: "byte \(start)",
            "expected a fmt chunk first, found the data chunk")
        }
        rate = format.rate
        channels = format.channels
        length = size == 0 || size == .max ? nil : Int(size)
        return
      default:
        try input.skip(Int(size) + Int(size & 1))
      }
    }
  }

  /// Reads a fmt chunk's body.
  private static func format(
    _ input: ByteInput, start: Int, size: Int
  ) throws(InputError) -> (rate: UInt32, channels: Int) {
    func problem(_ text: String) -> InputError {
      InputError(.data, file: input.name, place: "fmt chunk at byte \(start)", text)
    }
    let body = try input.read(exactly: min(size, 40))
    guard body.count >= 16, body.count == min(size, 40) else {
      throw problem("expected 16 bytes or more, found \(body.count)")
    }
    try input.skip(size - body.count + (size & 1))
    let tag = body.unsigned16(at: 0)
    switch tag {
    case 1:
      break
    case 0xFFFE:
      guard body.count == 40, Array(body[24...]) == pulseCodeModulation else {
        throw problem("expected the PCM subformat in the extensible format, found another")
      }
    default:
      let name = tag == 3 ? " (floating point)" : ""
      throw problem("expected format 1 (PCM) or 65534 (extensible), found \(tag)\(name)")
    }
    let channels = Int(body.unsigned16(at: 2))
    let bits = body.unsigned16(at: 14)
    let frameBytes = Int(body.unsigned16(at: 12))
    guard bits == 16 else { throw problem("expected 16 bits a sample, found \(bits)") }
    guard (1...4).contains(channels) else { throw problem("expected 1...4 channels, found \(channels)") }
    guard frameBytes == 2 * channels else {
      throw problem("expected frames of \(2 * channels) bytes, found \(frameBytes)")
    }
    return (body.unsigned32(at: 4), channels)
  }

  /// KSDATAFORMAT_SUBTYPE_PCM, 00000001-0000-0010-8000-00AA00389B71, as it lies in the file.
  private static let pulseCodeModulation: [UInt8] = [
    0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
  ]
}
