// SPDX-License-Identifier: Apache-2.0
@testable import P1ClampCommand
import StrictJSON
import Testing

@Suite("What to type about an error")
struct AdviceTests {
  @Test(
    "an error names the option that helps",
    arguments: [
      (InputError(file: "a", changing: .rate, "found 1"), "a: --rate: found 1"),
      (InputError(.data, file: "a", "found none", remedy: .say(.format)), "a: found none: use --format"),
      (
        InputError(.data, file: "a", place: "frame 1", "found 3000", remedy: .resolution(bits: 13)),
        "a: frame 1: found 3000: use --bits 13 or more if the converter has them"
      ),
      (
        InputError(.data, file: "a", "check the wiring", remedy: .check(.wiring)),
        "a: check the wiring (--wiring)"
      ),
      (InputError(.data, file: "a", place: "rate", "found 1"), "a: rate: found 1"),
    ] as [(InputError, String)])
  func advised(error: InputError, text: String) {
    #expect(error.advised.description == text)
  }
}
