// SPDX-License-Identifier: Apache-2.0
import P1Port
import Testing
import _TestSupport

@Suite struct CRC16Tests {
  @Test("the check of 123456789 is the catalogue's BB3D")
  func checkValue() {
    #expect(check(Array("123456789".utf8)) == 0xBB3D)
  }

  @Test("the check of nothing and of zeros is zero", arguments: [0, 1, 2, 100])
  func zeros(count: Int) {
    #expect(check([UInt8](repeating: 0, count: count)) == 0)
  }

  @Test("bytes followed by their check, low byte first, leave nothing")
  func residue() {
    let bytes = randomBytes(count: 805, seed: 1)
    let value = check(bytes)
    #expect(check(bytes + [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)]) == 0)
  }

  @Test("splitting the bytes changes nothing", arguments: [0, 1, 7, 99, 100])
  func splitting(at split: Int) {
    let bytes = randomBytes(count: 100, seed: 2)
    var crc = CRC16()
    crc.update(bytes.span.extracting(..<split))
    for byte in bytes[split...] { crc.update(byte) }
    #expect(crc.value == check(bytes))
  }

  @Test("bytes at any address and of any number have the check that they have one by one", arguments: 0..<4)
  func words(from start: Int) {
    let bytes = randomBytes(count: 40, seed: 5)
    for end in start...bytes.count {
      for first in [0, 0xFF] as [UInt8] {
        var (together, alone) = (CRC16(), CRC16())
        together.update(first)
        alone.update(first)
        together.update(bytes.span.extracting(start..<end))
        for byte in bytes[start..<end] { alone.update(byte) }
        #expect(together == alone)
      }
    }
  }

  @Test("the check of an exclusive or is the exclusive or of the checks")
  func linearity() {
    let a = randomBytes(count: 64, seed: 3)
    let b = randomBytes(count: 64, seed: 4)
    #expect(check(zip(a, b).map { $0 ^ $1 }) == check(a) ^ check(b))
  }

  private func check(_ bytes: [UInt8]) -> UInt16 {
    var crc = CRC16()
    crc.update(bytes.span)
    return crc.value
  }

  private func randomBytes(count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }
}
