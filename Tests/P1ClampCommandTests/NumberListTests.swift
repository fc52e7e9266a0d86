// SPDX-License-Identifier: Apache-2.0
@testable import P1ClampCommand
import Testing

@Suite("Lists of numbers")
struct NumberListTests {
  @Test("A list has its numbers in their order")
  func values() throws {
    #expect(try NumberList("5, 0.04,1e1", in: 0...10).values == [5, 0.04, 10])
    #expect(try NumberList("-89.9", in: -180...180).values == [-89.9])
    #expect(try NumberList("12,16", in: 12...16, isWhole: true).values == [12, 16])
  }

  @Test("What is no number is named", arguments: ["", "x", "1,", ",1", "1,,2", "1;2", "nan", "inf", "1 2"])
  func notNumber(text: String) {
    #expect {
      try NumberList(text, in: -10...10)
    } throws: { error in
      guard case .notNumber = error as? NumberList.Failure else { return false }
      return true
    }
  }

  @Test("A number outside the range or between whole ones is named with what was expected")
  func outside() {
    #expect(throws: NumberList.Failure.outside(11, 0...10)) { try NumberList("1,11", in: 0...10) }
    #expect(throws: NumberList.Failure.notWhole(1.5)) { try NumberList("1.5", in: 0...10, isWhole: true) }
    #expect(NumberList.Failure.outside(11, 0...10).description == "expected 0...10, found 11")
  }
}
