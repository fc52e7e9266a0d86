// SPDX-License-Identifier: Apache-2.0
import P1Port
import Testing

@Suite struct TelegramIdentityTests {
  @Test("an identity shows in the header, the equipment identifier and the voltages")
  func shown() throws {
    let identity = try Telegram.Identity(identification: "P1CLAMP", equipment: "aZ~", nominalVoltage: 399.96)
    let telegram = try Telegram(.example, identity: identity).read()
    #expect(telegram.header == "XMX5P1CLAMP")
    #expect(telegram.values["0-0:96.1.1"] == "(615A7E)")
    #expect(telegram.values["1-0:52.7.0"] == "(400.0*V)")
  }

  @Test("the given identity is the device's by default")
  func defaults() throws {
    let identity = try Telegram.Identity(identification: "XMXCQA0000008879", equipment: "E0000000000000000")
    #expect(identity == Telegram.Identity())
  }

  @Test(
    "a text holds the characters of a string, up to 32",
    arguments: ["x", "E0000000000000000", "~\"#$%&'*+,-.0:;<=>?@[\\]^_`{|}abcdef".prefix(32).description])
  func text(string: String) throws {
    let text = try Telegram.Text(string.utf8)
    #expect((0..<text.count).map { text[$0] } == Array(string.utf8))
  }

  @Test(
    "a text that would break the frame is refused",
    arguments: [
      ("", .empty), (String(repeating: "x", count: 33), .tooLong), ("a/b", .forbidden(0x2F, at: 1)),
      ("a!", .forbidden(0x21, at: 1)), ("(a", .forbidden(0x28, at: 0)),
      (")", .forbidden(0x29, at: 0)), ("a b", .forbidden(0x20, at: 1)), ("a\r\n", .forbidden(0x0D, at: 1)),
      ("ab\n", .forbidden(0x0A, at: 2)), ("\u{7F}", .forbidden(0x7F, at: 0)), ("\u{0}", .forbidden(0, at: 0)),
      ("\u{E9}", .forbidden(0xC3, at: 0)),
    ] as [(String, Telegram.Text.Failure)])
  func refusedText(string: String, failure: Telegram.Text.Failure) {
    #expect(throws: failure) { try Telegram.Text(string.utf8) }
  }

  @Test("an identification of more than 16 characters is refused")
  func longIdentification() {
    #expect(throws: Telegram.Identity.Failure.identificationTooLong) {
      try Telegram.Identity(identification: "12345678901234567", equipment: "E")
    }
  }

  @Test(
    "the version text stands in the profiles of the device and in no other", arguments: TelegramProfile.all)
  func versionText(profile: TelegramProfile) throws {
    let identity = try Telegram.Identity(identification: "I", equipment: "E", versionText: "1234567890ABCDEF")
    let telegram = try Telegram(.example, as: profile, identity: identity, time: .example).read()
    let isDevice = profile.name.description.hasPrefix("csp1")
    #expect(telegram.values["0-0:96.13.1"] == (isDevice ? "(1234567890ABCDEF)" : nil))
  }

  @Test("a version text of more than 16 characters is refused")
  func longVersionText() {
    #expect(throws: Telegram.Identity.Failure.versionTextTooLong) {
      try Telegram.Identity(identification: "I", equipment: "E", versionText: "12345678901234567")
    }
  }

  @Test(
    "a nominal voltage outside 1...999.9 V is refused",
    arguments: [0, -230, 0.99, 999.91, .infinity, .nan] as [Double])
  func voltage(volts: Double) {
    #expect(throws: Telegram.Identity.Failure.voltageOutOfRange) {
      try Telegram.Identity(identification: "I", equipment: "E", nominalVoltage: volts)
    }
  }
}
