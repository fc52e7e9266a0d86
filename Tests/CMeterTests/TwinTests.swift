// SPDX-License-Identifier: Apache-2.0
import CMeter
import Testing
import _CMeterTwins
import _TestSupport

/// The loops for microcontrollers, and for hosts with narrower vectors, give what those of this host give, bit for bit.
@Suite struct TwinTests {
  /// Frames of four channels with codes in a range, some of them at its ends.
  static func frames(_ count: Int, in range: ClosedRange<Int16>, _ random: inout SeededGenerator) -> [Int16] {
    (0..<4 * count).map { _ in
      switch Int.random(in: 0..<16, using: &random) {
      case 0: range.lowerBound
      case 1: range.upperBound
      default: Int16.random(in: range, using: &random)
      }
    }
  }

  /// The cores that have loops of their own.
  enum Core: CaseIterable {
    case simd32, plain, vectors

    func add(_ sums: inout cm_sums, _ format: inout cm_format, _ codes: [Int16]) {
      switch self {
      case .simd32: cm_twin_simd32_block_add(&sums, &format, codes, codes.count / 4)
      case .plain: cm_twin_plain_block_add(&sums, &format, codes, codes.count / 4)
      case .vectors: cm_twin_vectors_block_add(&sums, &format, codes, codes.count / 4)
      }
    }

    func correlate(_ resonators: inout cm_resonators, _ codes: [Int16]) {
      switch self {
      case .simd32: cm_twin_simd32_correlate(&resonators, codes, codes.count / 4)
      case .plain: cm_twin_plain_correlate(&resonators, codes, codes.count / 4)
      case .vectors: cm_twin_vectors_correlate(&resonators, codes, codes.count / 4)
      }
    }
  }

  @Test(
    "sums of blocks of any length, of codes up to the rails and beyond them",
    arguments: Trials.chosen(1...20 as ClosedRange<UInt64>, Core.allCases, orEach: 3))
  func sums(seed: UInt64, core: Core) throws {
    var random = SeededGenerator(seed: seed)
    for bits in 2...16 {
      var format = SumsTests.format(4, bits: bits)
      let rails = format.low_rail...format.high_rail
      for codes in [rails, -4096...4095, -4097...4096, -32767...32767, .min ... .max] {
        let count = Int.random(in: 1...120, using: &random)
        // Both begin with a frame, so that the twin finds sums that have begun; then there are a few codes of another range.
        let first = Self.frames(1, in: rails, &random)
        var block = Self.frames(count, in: rails, &random)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          block[Int.random(in: block.indices, using: &random)] = Int16.random(in: codes, using: &random)
        }
        for block in [block, Self.frames(count, in: codes, &random)] {
          var plain = cm_sums()
          cm_sums_update(&plain, &format, first, 1)
          var twin = plain
          cm_sums_update(&plain, &format, block, count)
          core.add(&twin, &format, block)
          twin.frames += UInt32(count)
          #expect(Integers(twin) == Integers(plain), "\(bits) bits, \(codes), \(count) frames")
        }
      }
    }
  }

  @Test(
    "one code that is not narrow among the rails' greatest is added as well, wherever it is",
    arguments: [-4097, -4096, 4096, 4097, .min, .max] as [Int16], Core.allCases)
  func wide(code: Int16, core: Core) {
    var format = SumsTests.format(4, bits: 13)
    for place in 0..<4 * 120 {
      var block = [Int16](repeating: place % 2 == 0 ? -4096 : 4095, count: 4 * 120)
      block[place] = code
      var (plain, twin) = (cm_sums(), cm_sums())
      cm_sums_update(&plain, &format, block, 120)
      core.add(&twin, &format, block)
      twin.frames = 120
      #expect(Integers(twin) == Integers(plain), "place \(place)")
    }
  }

  @Test(
    "correlations of narrow and of all codes, in blocks of any length and at any frequency",
    arguments: Trials.chosen(1...20 as ClosedRange<UInt64>, Core.allCases, orEach: 3))
  func correlations(seed: UInt64, core: Core) {
    var random = SeededGenerator(seed: seed)
    var plain = cm_resonators()
    // Periods of 14...381 frames; the DSP instructions do for 18 and more.
    let period = UInt32.random(in: (core == .simd32 ? 18 : 14) << 16...381 << 16, using: &random)
    var border = cm_border()
    border.fraction = 65536
    cm_resonators_begin(&plain, &border, period, 4)
    var twin = plain
    for round in 0..<12 {
      let count = Int.random(in: 1...97, using: &random)
      let codes = Self.frames(count, in: round < 6 ? -2048...2047 : .min ... .max, &random)
      cm_resonators_update(&plain, codes, count, 4, 4)
      core.correlate(&twin, codes)
      let (a, b) = (twin.open, plain.open)
      #expect(a.0.position == b.0.position && a.0.velocity == b.0.velocity, "\(count) frames, channel 0")
      #expect(a.1.position == b.1.position && a.1.velocity == b.1.velocity, "\(count) frames, channel 1")
      #expect(a.2.position == b.2.position && a.2.velocity == b.2.velocity, "\(count) frames, channel 2")
      #expect(a.3.position == b.3.position && a.3.velocity == b.3.velocity, "\(count) frames, channel 3")
    }
  }

  @Test("products in parts", arguments: 1...20 as ClosedRange<UInt64>)
  func products(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let words = [.min, -65537, -65536, -32768, -1, 0, 1, 32767, 65535, 65536, .max] as [Int32]
    for a in words + [Int32.random(in: .min ... .max, using: &random)] {
      for b in words.dropLast() + [1 << 30, Int32.random(in: -1 << 30...1 << 30, using: &random)] {
        #expect(cm_twin_product(a, b) == Int64(a) * Int64(b), "\(a), \(b)")
        let high = (Int64(a) * Int64(b) + Int64(1) << 31) >> 32
        #expect(cm_twin_high(a, b) == high, "\(a), \(b)")
      }
      for factor in [-32768, -1, 0, 1, 32767, Int32.random(in: -32768...32767, using: &random)] {
        #expect(Int64(cm_twin_scaled(a, factor)) == (Int64(a) * Int64(factor)) >> 16, "\(a), \(factor)")
      }
    }
  }

  @Test("quotients bit by bit", arguments: 1...20 as ClosedRange<UInt64>)
  func quotients(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for denominator in [1, 2, 3, 65537, 1 << 30, 1 << 31, UInt32.random(in: 1...1 << 31, using: &random)] {
      for numerator in [0, denominator - 1, UInt32.random(in: 0..<denominator, using: &random)] {
        for bits in [1, 16, 31, 32] as [UInt32] {
          let quotient = (UInt64(numerator) << UInt64(bits)) / UInt64(denominator)
          #expect(
            cm_twin_quotient(numerator, denominator, bits) == quotient,
            "\(numerator), \(denominator), \(bits)")
        }
      }
    }
  }
}
