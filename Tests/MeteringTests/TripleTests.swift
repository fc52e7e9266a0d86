// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing

@Suite struct TripleTests {
  @Test("a key reads and writes its own value alone", arguments: Line.allCases)
  func subscripts(line: Line) {
    var triple = PerLine(1, 2, 3)
    #expect(triple[line] == line.index + 1)
    triple[line] = 9
    for other in Line.allCases {
      #expect(triple[other] == (other == line ? 9 : other.index + 1))
    }
  }

  @Test("a transformation keeps the keys, a fold their order")
  func folds() {
    let inputs = PerInput("a", "b", "c")
    #expect(inputs.map { $0 + $0 } == PerInput("aa", "bb", "cc"))
    #expect(inputs.reduce("") { $0 + $1 } == "abc")
    #expect(PerInput<Int>(repeating: 7) == PerInput(7, 7, 7))
    #expect(PerInput(1, 2, 3) != PerInput(1, 3, 2))
  }

  @Test("channels are a voltage and the inputs")
  func channels() {
    let channels = PerChannel(voltage: 1, inputs: .init(2, 3, 4))
    #expect(channels.map { $0 * 10 } == PerChannel(voltage: 10, inputs: .init(20, 30, 40)))
    #expect(PerChannel<Int>(repeating: 5) == PerChannel(voltage: 5, inputs: .init(5, 5, 5)))
  }

  @Test("lines and inputs are numbered as on the housing")
  func names() {
    #expect(Line.allCases.map { "\($0.name)" } == ["L1", "L2", "L3"])
    #expect(Line.allCases.map(\.rawValue) == [1, 2, 3] && Input.allCases.map(\.rawValue) == [1, 2, 3])
    #expect(Line.allCases.map(\.index) == [0, 1, 2] && Input.allCases.map(\.index) == [0, 1, 2])
  }
}
