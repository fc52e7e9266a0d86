// SPDX-License-Identifier: Apache-2.0
import CMeter
import Testing
import _TestSupport

@Suite("cm_sums")
struct SumsTests {
  static func format(_ channels: Int, bits: Int = 12, products: Bool = true) -> cm_format {
    cm_format(
      channels: UInt32(channels), low_rail: Int16(-(1 << (bits - 1))),
      high_rail: Int16((1 << (bits - 1)) - 1),
      products: products)
  }

  @Test("products are left out where they are not asked for, and nothing else", arguments: [12, 16])
  func withoutProducts(bits: Int) {
    var generator = SeededGenerator(seed: 9)
    let samples = (0..<4 * 301).map { _ in
      Int16.random(in: .min ... .max, using: &generator) >> Int16(16 - bits)
    }
    var sums = cm_sums()
    var format = Self.format(4, bits: bits, products: false)
    cm_sums_update(&sums, &format, samples, 301)
    let (bare, whole) = (Integers(sums), Integers(Sums.of(samples, channels: 4, bits: bits)))
    #expect(bare.product == [0, 0, 0] && bare.sum == whole.sum && bare.square == whole.square)
    #expect(bare.atRail == whole.atRail)
  }

  @Test(
    "sums equal those of plain 64-bit arithmetic, of narrow codes, of wide ones and of the widest",
    arguments: 1...4,
    [-4095...4095, -4096...4096, -32767...32767, .min ... .max] as [ClosedRange<Int16>])
  func exact(channels: Int, codes: ClosedRange<Int16>) {
    var generator = SeededGenerator(seed: UInt64(channels))
    // Half of the codes at the ends of the range, where sums of products are largest.
    let samples = (0..<997 * channels).map { _ -> Int16 in
      let code = Int16.random(in: codes, using: &generator)
      return Bool.random(using: &generator) ? code : code < 0 ? codes.lowerBound : codes.upperBound
    }
    let sums = Integers(Sums.of(samples, channels: channels))
    func column(_ c: Int) -> [Int64] {
      stride(from: c, to: samples.count, by: channels).map { Int64(samples[$0]) }
    }
    for a in 0..<channels {
      #expect(sums.sum[a] == column(a).reduce(0, +))
      #expect(sums.square[a] == column(a).reduce(0) { $0 + $1 * $1 })
      #expect(sums.atRail[a] == column(a).count { $0 <= -2048 || $0 >= 2047 })
      for b in a + 1..<max(channels, a + 1) where a > 0 {
        let product = zip(column(a), column(b)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(sums.product[Int(cm_pair_index(UInt32(a), UInt32(b)))] == product)
      }
    }
    #expect(sums.sum[channels...].allSatisfy { $0 == 0 })
    #expect(sums.frames == 997)
  }

  @Test("how frames are split into blocks does not matter", arguments: [UInt64](1...20))
  func splits(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let samples = (0..<4 * 2000).map { _ in Int16.random(in: -2048...2047, using: &generator) }
    var sums = cm_sums()
    var start = 0
    while start < 2000 {
      let end = Int.random(in: start...min(2000, start + 300), using: &generator)
      Sums.add(Array(samples[start * 4..<end * 4]), channels: 4, to: &sums)
      start = end
    }
    #expect(Integers(sums) == Integers(Sums.of(samples, channels: 4)), "seed \(seed)")
  }

  @Test("codes at a rail are counted, those beside it are not")
  func rails() {
    let sums = Integers(Sums.of([-2048, 0, 2047, 5, 2046, -2047, -2048, 2047], channels: 2))
    #expect(sums.atRail == [3, 1, 0, 0])
  }

  @Test("a channel is constant where all codes are the same, for as many frames as a cycle has")
  func constant() {
    let codes = [Int16](repeating: .min, count: (1 << 17) - 1)
    var sums = Sums.of(codes, channels: 1, bits: 16)
    #expect(cm_sums_is_constant(&sums, 0))
    #expect(cm_sums_is_constant(&sums, 1))
    for code in [-32767, 0, .max] as [Int16] {
      sums = Sums.of(codes.dropLast() + [code], channels: 1, bits: 16)
      #expect(!cm_sums_is_constant(&sums, 0), "\(code)")
    }
    for code in [-5, 0, 1] as [Int16] {
      sums = Sums.of([3, code, -7, code, 0, code], channels: 2)
      #expect(!cm_sums_is_constant(&sums, 0))
      #expect(cm_sums_is_constant(&sums, 1), "\(code)")
    }
  }

  @Test("a full scale of codes is exact up to the stated number of frames")
  func overflow() {
    // All frames but one as they would have been summed.
    var total = cm_sums()
    let before = Int64(UInt32.max) - 1
    total.frames = .max - 1
    total.moments.sum = (-before << 15, -before << 15, -before << 15, -before << 15)
    total.moments.square = (before << 30, before << 30, before << 30, before << 30)
    total.moments.product = (before << 30, before << 30, before << 30)
    Sums.add([.min, .min, .min, .min], channels: 4, bits: 16, to: &total)
    let sums = Integers(total)
    #expect(sums.frames == .max)
    let frames = Int64(UInt32.max)
    let square = frames * (1 << 30)
    let sum = frames * -(1 << 15)
    #expect(sums.square == [square, square, square, square])
    #expect(sums.product == [square, square, square])
    #expect(sums.sum == [sum, sum, sum, sum])
  }
}

/// Calls into C with arrays.
enum Sums {
  static func add(_ samples: [Int16], channels: Int, bits: Int = 12, to sums: inout cm_sums) {
    withUnsafePointer(to: SumsTests.format(channels, bits: bits)) { format in
      cm_sums_update(&sums, format, samples, samples.count / channels)
    }
  }

  static func of(_ samples: [Int16], channels: Int, bits: Int = 12) -> cm_sums {
    var sums = cm_sums()
    add(samples, channels: channels, bits: bits, to: &sums)
    return sums
  }
}

/// The same sums with arrays for tuples.
struct Integers: Equatable {
  var sum, square, product: [Int64]
  var atRail: [UInt32]
  var frames: UInt32

  init(_ sums: cm_sums) {
    (sum, square, product) = Self.arrays(sums.moments)
    let rail = sums.at_rail
    atRail = [rail.0, rail.1, rail.2, rail.3]
    frames = sums.frames
  }

  static func arrays(_ moments: cm_moments) -> (sum: [Int64], square: [Int64], product: [Int64]) {
    let (s, q, p) = (moments.sum, moments.square, moments.product)
    return ([s.0, s.1, s.2, s.3], [q.0, q.1, q.2, q.3], [p.0, p.1, p.2])
  }
}
