// SPDX-License-Identifier: Apache-2.0
import HostFiles
import P1Port
import StrictJSON

/// A packet of frames, as the format `frames` has them one after the other.
struct FramePacket: Equatable {
  /// The first two bytes of each.
  static let magic: [UInt8] = [0xF5, 0x46]
  /// The most frames of one.
  static let frameLimit = 64
  /// Bytes before the codes.
  static let headerLength = 8

  /// Number of its first frame, which goes on from 2^32 - 1 to 0.
  var first: UInt32
  /// Channels of each frame, 1...4.
  var channels: Int
  /// Interleaved codes of 1...64 whole frames.
  var codes: [Int16]

  /// The packet's bytes.
  var bytes: [UInt8] {
    var bytes = Self.magic + [UInt8(channels), UInt8(codes.count / channels)] + [UInt8](littleEndian: first)
    bytes += Recording.rawBytes(of: codes)
    return bytes + [UInt8](littleEndian: Self.check(of: bytes[...]))
  }

  /// The CRC-16/ARC of a packet's bytes, without the last two.
  static func check(of bytes: ArraySlice<UInt8>) -> UInt16 {
    var check = CRC16()
    check.update(bytes.span)
    return check.value
  }
}

/// The packets of a stream: bytes that belong to none are skipped and counted.
struct FramePackets {
  /// Bytes so far that belong to no packet.
  private(set) var skipped = 0

  private let input: ByteInput
  private var held: [UInt8] = []
  private var at = 0
  private var isOver = false

  /// The packets from here on.
  init(_ input: ByteInput) {
    self.input = input
  }

  /// Whether ``next()`` finds a packet or the end within a number of milliseconds.
  func isReady(within milliseconds: Int) -> Bool {
    isOver || hasPacket || input.isReadable(within: milliseconds)
  }

  /// Reads the next whole packet as soon as it has come; nil at the end, and where the caller wants no more.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  mutating func next() throws(InputError) -> FramePacket? {
    while true {
      while let start = nextStart(), let length = length(at: start) {
        guard start + length <= held.count else {
          guard isOver else { break }
          // This was no packet's beginning: the bytes after it may hold whole packets.
          (skipped, at) = (skipped + 1, start + 1)
          continue
        }
        let end = start + length
        if held.unsigned16(at: end - 2) == FramePacket.check(of: held[start..<end - 2]) {
          defer { at = end }
          return packet(start..<end)
        }
        // This was no packet's beginning: the true one may lie within.
        (skipped, at) = (skipped + 1, start + 1)
      }
      guard !isOver else {
        (skipped, at) = (skipped + held.count - at, held.count)
        return nil
      }
      held.removeSubrange(..<at)
      at = 0
      switch try input.read(upTo: 1 << 16) {
      case .bytes(let bytes): held += bytes
      case .end:
        isOver = true
      case .cancelled:
        return nil
      }
    }
  }

  private var hasPacket: Bool {
    var copy = self
    guard let start = copy.nextStart(), let length = length(at: start) else { return false }
    return start + length <= held.count
  }

  /// Where a packet may begin from here on, passing over what is before it; nil where there is no such place yet.
  private mutating func nextStart() -> Int? {
    while at + 1 < held.count {
      if held[at] == FramePacket.magic[0], held[at + 1] == FramePacket.magic[1] {
        guard at + 3 < held.count else { return nil }
        let (channels, count) = (Int(held[at + 2]), Int(held[at + 3]))
        if (1...4).contains(channels), (1...FramePacket.frameLimit).contains(count) { return at }
      }
      (skipped, at) = (skipped + 1, at + 1)
    }
    return nil
  }

  /// Bytes of the packet that begins at a place; nil before they are known.
  private func length(at start: Int) -> Int? {
    guard start + 3 < held.count else { return nil }
    return FramePacket.headerLength + 2 * Int(held[start + 2]) * Int(held[start + 3]) + 2
  }

  private func packet(_ place: Range<Int>) -> FramePacket {
    let start = place.lowerBound
    let codes = stride(from: start + FramePacket.headerLength, to: place.upperBound - 2, by: 2).map {
      Int16(bitPattern: held.unsigned16(at: $0))
    }
    return FramePacket(first: held.unsigned32(at: start + 4), channels: Int(held[start + 2]), codes: codes)
  }
}
