// SPDX-License-Identifier: Apache-2.0
import HostFiles
import Metering
import StrictJSON

/// Frames of a stream of packets, each with its number and a check, which show what was lost, damaged or sent twice.
///
/// Lost frames are told as such; those that come again are left out. It holds two packets and what was read of the next ones.
struct PacketSource: FrameSource {
  let rate: Double
  let channelCount: Int
  let calibration: Calibration

  private(set) var lost = 0
  private(set) var faults = StreamFaults()

  private let name: String
  private let bits: Int
  private var packets: FramePackets
  /// A packet that was read and not handed out.
  private var waiting: FramePacket?
  private var ready: ArraySlice<Int16> = []
  /// Number of the next frame.
  private var next: UInt32
  /// The positive rail of each channel; none where codes have fewer than 16 bits, which are right-aligned.
  private var alignedRails: [AlignedRail]

  /// The most frames by which a packet that comes again lies back in the count; farther back, the sender has begun again.
  private static let overlap = 4 * FramePacket.frameLimit
  /// Seconds of lost frames up to which the count tells how many they are.
  private static let longestLoss = 3600.0

  /// Opens a stream and reads its first packet, which tells the channels.
  ///
  /// - Parameters:
  ///   - rate: Frames a second, 1000...16000.
  ///   - bits: Resolution of the codes, 12...16.
  ///   - asRead: Whether codes at the positive rail of a left-aligned converter stay as they are; otherwise they become the highest
  ///     code.
  /// - Throws: `data` where there is no packet, or for a rate outside 1000...16000 or another resolution; `inputOutput` with the
  ///   system's reason.
  init(_ input: ByteInput, rate: Double, bits: Int, asRead: Bool = false) throws(InputError) {
    guard MeterConfiguration.rates.contains(rate) else {
      throw InputError(
        file: input.name, changing: .rate, "expected 1000...16000 frames/s in packets, found \(rate.plain)")
    }
    guard (12...16).contains(bits) else {
      throw InputError(file: input.name, changing: .bits, "expected 12...16 bits, found \(bits)")
    }
    packets = FramePackets(input)
    guard let first = try packets.next() else {
      throw InputError(.data, file: input.name, "expected packets of frames, found none")
    }
    name = input.name
    self.rate = rate
    self.bits = bits
    channelCount = first.channels
    calibration = .nominal(bits: bits)
    alignedRails = asRead ? [] : [AlignedRail](bits: bits, channels: first.channels)
    waiting = first
    next = first.first
  }

  func isReady(within milliseconds: Int) -> Bool {
    !ready.isEmpty || waiting != nil || packets.isReady(within: milliseconds)
  }

  mutating func read(upTo maximum: Int) throws(InputError) -> [Int16] {
    lost = 0
    while ready.isEmpty {
      let read = waiting
      waiting = nil
      guard let packet = if let read { read } else { try packets.next() } else {
        faults.skippedBytes = packets.skipped
        return []
      }
      faults.skippedBytes = packets.skipped
      // A packet with another number of channels belongs to another stream.
      guard packet.channels == channelCount else {
        faults.repeatedFrames += packet.codes.count / packet.channels
        continue
      }
      try receive(packet)
    }
    let part = ready.prefix(max(1, maximum) * channelCount)
    ready = ready.dropFirst(part.count)
    return Array(part)
  }

  private mutating func receive(_ packet: FramePacket) throws(InputError) {
    let count = packet.codes.count / channelCount
    let ahead = Int(Int32(bitPattern: packet.first &- next))
    var old = 0
    if ahead < 0, -ahead <= Self.overlap {
      old = min(count, -ahead)
      faults.repeatedFrames += old
    } else if ahead < 0 || Double(ahead) > Self.longestLoss * rate {
      faults.restarts += 1
      // Nobody knows how much is missing, but a meter must know that something is.
      lost = 1
    } else if ahead > 0 {
      faults.lostFrames += ahead
      lost = ahead
    }
    guard old < count else { return }
    let codes = packet.codes[(old * channelCount)...]
    let span = 1 << (bits - 1)
    if let code = codes.first(where: { !(-span..<span).contains(Int($0)) }) {
      let needed = (bits...16).first { Int(code) >= -(1 << ($0 - 1)) && Int(code) < 1 << ($0 - 1) } ?? 16
      throw InputError(
        .data, file: name, place: "frame \(packet.first)", "expected codes of \(bits) bits, found \(code)",
        remedy: .resolution(bits: needed))
    }
    var frames = Array(codes)
    alignedRails.mark(&frames)
    ready = frames[...]
    next = packet.first &+ UInt32(count)
  }
}
