// SPDX-License-Identifier: Apache-2.0
public import CP1Clamp

/// A text that C reads, ended by a zero as literals are.
func text(_ literal: StaticString) -> UnsafePointer<CChar> {
  // A character in C is a byte, signed or unsigned.
  UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// The library's version.
@c @implementation
public func p1clamp_version() -> UInt32 {
  UInt32(P1CLAMP_VERSION_MAJOR * 10000 + P1CLAMP_VERSION_MINOR * 100 + P1CLAMP_VERSION_PATCH)
}

/// A code as a sentence.
@c @implementation
public func p1clamp_text(_ status: p1clamp_status) -> UnsafePointer<CChar>! {
  // A core has a byte for a code, a host a word.
  guard let code = p1clamp_code.RawValue(exactly: status) else { return text("unknown code") }
  return text(sentence(p1clamp_code(rawValue: code)))
}

private func sentence(_ code: p1clamp_code) -> StaticString {
  switch code {
  case P1CLAMP_OK: "done"
  case P1CLAMP_READING: "done, and a reading is complete"
  case P1CLAMP_ERROR_ARGUMENT:
    "expected a pointer, and frames or bytes that the address space holds, found none or more"
  case P1CLAMP_ERROR_STORAGE:
    "expected storage of p1clamp_sensor's size at a multiple of 8, found other storage"
  case P1CLAMP_ERROR_NOT_BEGUN: "expected a sensor that has begun, found none"
  case P1CLAMP_ERROR_RATE: "expected 1000...16000 frames per second, found another rate"
  case P1CLAMP_ERROR_CHANNELS:
    "expected 1...4 channels and one for each input of the wiring, found fewer or more"
  case P1CLAMP_ERROR_WIRING:
    "expected lines 1...3, each at one input at most, and angles of -5...6 twelfths, found another wiring"
  case P1CLAMP_ERROR_BITS: "expected a converter of 12...16 bits, found another number"
  case P1CLAMP_ERROR_CALIBRATION:
    "expected a calibration with usable figures and ascending points, found another table"
  case P1CLAMP_ERROR_FREQUENCY: "expected a nominal frequency of 45...65 Hz, found another one"
  case P1CLAMP_ERROR_VOLTAGE: "expected a nominal voltage of 1...999.9 V, found another one"
  case P1CLAMP_ERROR_POWER_MODEL:
    "expected a power model 0...3, not 1 for the voltage between two lines of a net with neutral, found another"
  case P1CLAMP_ERROR_IDENTITY: "expected texts of visible ASCII that fit in a telegram, found another text"
  case P1CLAMP_ERROR_NO_READING: "expected a reading, found none: no second is complete"
  case P1CLAMP_ERROR_BUFFER: "expected room for the telegram, found less"
  case P1CLAMP_ERROR_TIME: "expected a date and time of 2000...2099, found none"
  case P1CLAMP_ERROR_ENERGY:
    "expected at most 999,999.999 kWh and a rest below a watt-hour, found more"
  default: "unknown code"
  }
}
