// SPDX-License-Identifier: Apache-2.0
import Simulation
import Testing

@Suite struct MainsDecodingTests {
  @Test("the keys of moving mains are read, and written as they are read")
  func moving() throws {
    let scenario = try ScenarioDecodingTests.decode(
      """
      {
        "pinkNoise": 0.5,
        "midpoint": {"settling": 400, "timeConstant": 1.5, "course": [{"time": 3, "codes": -20, "ramp": 1}]},
        "voltage": {
          "interharmonics": [{"hertz": 216.7, "percent": 9, "phase": 40}, {"hertz": 25, "percent": 1}],
          "jumps": [{"time": 5, "degrees": -60}]
        },
        "loads": [
          {"line": "L1", "current": 3, "interharmonics": [{"hertz": 25, "percent": 20}], "fluctuation": {"percent": 20}},
          {"line": "L2", "current": 4, "fluctuation": {"percent": 10, "interval": 0.5}}
        ]
      }
      """)
    let expected = Scenario(
      voltage: .init(
        interharmonics: [.init(hertz: 216.7, percent: 9, phase: 40), .init(hertz: 25, percent: 1)],
        jumps: [.init(time: 5, degrees: -60)]),
      pinkNoise: 0.5,
      midpoint: .init(settling: 400, timeConstant: 1.5, course: [.init(time: 3, codes: -20, ramp: 1)]),
      loads: [
        .init(
          .l1, current: 3, interharmonics: [.init(hertz: 25, percent: 20)], fluctuation: .init(percent: 20)),
        .init(.l2, current: 4, fluctuation: .init(percent: 10, interval: 0.5)),
      ])
    #expect(scenario == expected)
    #expect(try ScenarioDecodingTests.decode(expected.json) == expected)
  }
}
