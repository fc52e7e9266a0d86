// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("Fresh telegrams", .timing, .serialized)
struct FreshnessTimingTests {
  @Test("telegrams stop with the frames and resume by themselves with the first second that ends after them")
  func gap() async throws {
    let (times, stop, resume, stream) = try await onOwnThread {
      let tool = try LiveTool(
        ["--input", "-", "--output", "none", "--tcp", "127.0.0.1:0"] + Frames.options)
      let frames = Frames.star(seconds: 6)
      let client = try StreamClient(port: try tool.port())
      var times: [Double] = []
      func look() {
        if let time = client.read(within: 0) { times.append(time) }
      }
      /// Feeds seconds of frames as a converter would.
      func feed(_ seconds: Range<Double>) throws {
        let start = MonotonicSeconds.now
        for block in 0..<Int(seconds.upperBound * 20) - Int(seconds.lowerBound * 20) {
          let first = Int(seconds.lowerBound * 20) + block
          let size = frames.count / 120 & ~7
          try tool.feed(Array(frames[(first * size)..<((first + 1) * size)]))
          while MonotonicSeconds.now < start + Double(block + 1) / 20 {
            usleep(5000)
            look()
          }
        }
      }
      try feed(0..<2.5)
      let stop = MonotonicSeconds.now
      while MonotonicSeconds.now < stop + 2.2 {
        usleep(5000)
        look()
      }
      let resume = MonotonicSeconds.now
      try feed(2.5..<5.75)
      try tool.endInput()
      _ = try tool.end()
      client.readAll()
      return (times, stop, resume, client.received)
    }
    // At 1 s and 2 s; the third second is not whole; then, as the clock has gone on to 4.7 s and what comes first is passed
    // over, maybe at 5 s, and at 6 s and 7 s.
    #expect(try (4...5).contains(ReceivedTelegram.all(stream).count))
    try #require((4...5).contains(times.count))
    #expect(times[1] < stop)
    #expect(times[2] > resume)
    #expect(times[2] < resume + 1.5)
  }
}
