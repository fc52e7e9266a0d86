// SPDX-License-Identifier: Apache-2.0
@testable import P1Transport
import P1Port
import Testing
import _TestSupport

@Suite("Telegrams on a serial line")
struct TransmitterTests {
  /// Plays a script of the request line by the millisecond, a reading each second from 1000 ms on.
  ///
  /// - Parameters:
  ///   - toggles: When the line changes, ms; it begins low.
  ///   - stops: While the reader takes nothing, ms.
  /// - Returns: What left the device up to `end` ms.
  private func play(
    _ mode: RequestLine.Mode, toggles: [UInt64], stops: Range<UInt64> = 0..<0, until end: UInt64
  ) throws -> [UInt8] {
    let device = FakeDevice()
    var transmitter = Transmitter(mode: mode)
    var due: UInt64 = 0
    for now in 0..<end {
      device.pass()
      if toggles.contains(now) { device.isHigh.toggle() }
      device.isMoving = !stops.contains(now)
      let isReading = now % 1000 == 0 && now > 0
      if isReading { transmitter.send(NumberedTelegram.ready(Int(now) / 1000, at: now)) }
      if isReading || now >= due { due = now + (try transmitter.step(device, at: now) ?? end) }
    }
    return device.wire
  }

  @Test(
    "while the line is high each reading's telegram leaves", arguments: [RequestLine.Mode.abort, .finish])
  func high(mode: RequestLine.Mode) throws {
    let wire = try play(mode, toggles: [500, 4500], until: 8000)
    #expect(try NumberedTelegram.numbers(wire) == [1, 2, 3, 4])
  }

  @Test("a fresh reading is sent as soon as the line rises, one of 1.5 s is not")
  func rise() throws {
    #expect(try NumberedTelegram.numbers(play(.abort, toggles: [1900], until: 2000)) == [1])
    let device = FakeDevice()
    var transmitter = Transmitter(mode: .abort)
    transmitter.send(NumberedTelegram.ready(1, at: 1000))
    device.isHigh = true
    #expect(try transmitter.step(device, at: 2500) == 5)
    #expect(device.unsentCount == 0)
  }

  @Test("a falling line breaks a telegram off, and the next one begins with its first byte")
  func abort() throws {
    let wire = try play(.abort, toggles: [500, 2030, 2600], until: 5000)
    let whole = NumberedTelegram.bytes(1)
    #expect(wire.starts(with: whole))
    let rest = wire[whole.count...]
    let pieces = rest.split(separator: UInt8(ascii: "/"))
    try #require(pieces.count == 3)
    // 30 ms at 11.52 bytes/ms, and the 5 ms until the line is read.
    #expect((300...420).contains(pieces[0].count), "\(pieces[0].count)")
    #expect(NumberedTelegram.bytes(2).dropFirst().starts(with: pieces[0]))
    #expect(try NumberedTelegram.numbers([UInt8(ascii: "/")] + pieces[1]) == [3])
    #expect(try NumberedTelegram.numbers([UInt8(ascii: "/")] + pieces[2]) == [4])
  }

  @Test("a telegram on its way when the line falls is completed where that is asked for")
  func finish() throws {
    let wire = try play(.finish, toggles: [500, 2030], until: 5000)
    #expect(try NumberedTelegram.numbers(wire) == [1, 2])
  }

  @Test("a device that takes nothing loses telegrams, and gets a fresh one once it takes bytes again")
  func blocked() throws {
    let wire = try play(.abort, toggles: [500], stops: 2030..<6100, until: 8900)
    let pieces = wire.split(separator: UInt8(ascii: "/")).map { [UInt8(ascii: "/")] + $0 }
    #expect(try NumberedTelegram.numbers(pieces[0]) == [1])
    let whole = pieces.filter { $0.count == NumberedTelegram.length }
    #expect(try whole.flatMap { try NumberedTelegram.numbers($0) }.suffix(2) == [7, 8])
    // Given up 1.5 s after its last byte left; what was in the buffers then never leaves.
    #expect(pieces[1].count < 500)
  }

  @Test("what nobody has read is discarded once when its reading is 1.5 s old, or before the next telegram")
  func unread() throws {
    let device = FakeDevice()
    var transmitter = Transmitter(mode: .abort)
    device.isHigh = true
    var discards: [UInt64] = []
    for now in UInt64(0)..<8000 {
      device.pass()
      if [1000, 2000, 5200].contains(now) { transmitter.send(NumberedTelegram.ready(1, at: now)) }
      let before = device.discards
      if now % 5 == 0 { _ = try transmitter.step(device, at: now) }
      if device.discards > before { discards.append(now) }
    }
    #expect(discards == [1000, 2000, 3500, 5200, 6700])
    #expect(device.wire.count == 3 * NumberedTelegram.length)
  }

  @Test("a device that goes says so, and is begun afresh")
  func gone() throws {
    let device = FakeDevice()
    var transmitter = Transmitter(mode: .finish)
    device.isHigh = true
    transmitter.send(NumberedTelegram.ready(1, at: 0))
    #expect(try transmitter.step(device, at: 0) == Transmitter.sendInterval)
    device.isGone = true
    #expect(throws: DeviceFailure.self) { try transmitter.step(device, at: 10) }
    transmitter.reset()
    #expect(!transmitter.isBusy)
  }
}
