// SPDX-License-Identifier: Apache-2.0
import Metering
import Recordings
import Simulation
import StrictJSON
import Testing
import _TestSupport

@Suite("Frames block by block")
struct FrameBlocksTests {
  private let scenario = Scenario(rate: 1000, loads: [.init(.all, current: 5)])

  private func blocks(
    _ framesPerBlock: Int, seconds: Double = 3.5, isCancelled: @escaping () -> Bool = { false }
  ) throws -> FrameBlocks {
    FrameBlocks(
      try SimulatedSource(scenario, seconds: seconds), framesPerBlock: framesPerBlock,
      isCancelled: isCancelled)
  }

  private func meter() throws -> Meter<FixedEstimator> {
    try Meter(
      MeterConfiguration(rate: 1000, calibration: scenario.calibration),
      estimator: FixedEstimator())
  }

  @Test("blocks are whole up to the last one, and then there are no more")
  func exhausted() throws {
    var blocks = try blocks(1000)
    var counts: [Int] = []
    while let frames = try blocks.next() {
      counts.append(frames.count / 4)
      #expect(blocks.end == nil)
    }
    #expect(counts == [1000, 1000, 1000, 500])
    #expect(blocks.frameCount == 3500 && blocks.end == .exhausted)
    #expect(try blocks.next() == nil)
  }

  @Test("a cancelled stream reads no further block")
  func cancelled() throws {
    var asked = 0
    var blocks = try blocks(100) {
      asked += 1
      return asked > 4
    }
    while try blocks.next() != nil {}
    #expect(blocks.frameCount == 400 && blocks.end == .cancelled)
    // Once it is over, nobody is asked again.
    #expect(try blocks.next() == nil && asked == 5)
  }

  @Test("readings do not depend on the blocks", arguments: [1, 37, 4000])
  func split(framesPerBlock: Int) throws {
    func readings(_ framesPerBlock: Int) throws -> [Reading] {
      var blocks = try blocks(framesPerBlock)
      var meter = try meter()
      var readings: [Reading] = []
      let count = try meter.measure(&blocks) { readings.append($0.checked()) }
      #expect(count == 3 && readings.count == 3)
      return readings
    }
    #expect(try readings(framesPerBlock) == readings(1000))
  }

  @Test("a limit ends it with the block of the last reading, and the next call goes on from there")
  func limit() throws {
    var blocks = try blocks(50)
    var meter = try meter()
    var times: [Double] = []
    #expect(try meter.measure(&blocks, upTo: 2) { times.append($0.checked().time) } == 2)
    #expect(blocks.frameCount == 2000 && blocks.end == nil)
    #expect(try meter.measure(&blocks) { times.append($0.checked().time) } == 1)
    #expect(times == [1, 2, 3] && blocks.end == .exhausted)
  }
}
