// SPDX-License-Identifier: Apache-2.0

/// How one value of a raw or WAV recording lies in its bytes, little-endian.
enum SampleCoding: Equatable {
  case unsigned8
  case signed16, unsigned16, signed24, signed32
  case float32, float64

  /// Bytes of a value.
  var width: Int {
    switch self {
    case .unsigned8: 1
    case .signed16, .unsigned16: 2
    case .signed24: 3
    case .signed32, .float32: 4
    case .float64: 8
    }
  }

  /// Bits of a whole number; nil of a floating-point one.
  var bits: Int? {
    switch self {
    case .unsigned8: 8
    case .signed16, .unsigned16: 16
    case .signed24: 24
    case .signed32: 32
    case .float32, .float64: nil
    }
  }

  /// Half the span of the codes, which is the converter's full scale; 1 of floating-point numbers.
  var fullScale: Double { bits.map { Double(1 << ($0 - 1)) } ?? 1 }

  /// The values at a converter's rails; nil for floating-point numbers, which have none.
  var rails: ClosedRange<Double>? { bits == nil ? nil : -fullScale...fullScale - 1 }

  /// The value in the bytes from an index on; an unsigned one is relative to the middle of its span.
  func value(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Double {
    switch self {
    case .unsigned8:
      Double(bytes[index]) - 128
    case .signed16:
      Double(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: Int16.self)))
    case .unsigned16:
      Double(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt16.self))) - 32768
    case .signed24:
      Double(
        Int32(bytes[index]) | Int32(bytes[index + 1]) << 8
          | Int32(Int8(bitPattern: bytes[index + 2])) << 16)
    case .signed32:
      Double(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: Int32.self)))
    case .float32:
      Double(
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))))
    case .float64:
      Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
    }
  }
}
