// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("Old frames", .timing, .serialized)
struct StopTimingTests {
  /// A live source: how fast it is, and whether it writes later what it could not write in time.
  struct Writer: Sendable {
    var rate: Double
    var catchesUp: Bool
  }

  /// Frames whose current tells when they were measured: 5 A at the start, and 1 A more each second.
  private struct Ramp {
    let rate: Double

    func frames(_ range: Range<Int>) -> [UInt8] {
      var codes: [Int16] = []
      codes.reserveCapacity(4 * range.count)
      for frame in range {
        let time = Double(frame) / rate
        let angle = 2 * Double.pi * 50 * time
        let amperes = (5 + time) / (62.5 / 2048) * 2.0.squareRoot()
        codes.append(Int16((230 / (400.0 / 2048) * 2.0.squareRoot() * cos(angle)).rounded()))
        for shift in [0, -120.0, 120] {
          codes.append(Int16((amperes * cos(angle + shift * .pi / 180)).rounded()))
        }
      }
      return Frames.bytes(codes)
    }
  }

  /// A telegram as it was received.
  private struct Received {
    /// Seconds since the first frame when its last byte came.
    var time: Double
    /// Seconds after the first frame that its current is of: the middle of what it covers.
    var middle: Double
  }

  /// Stops the tool for 12 s while frames go on.
  private static func stop(
    _ writer: Writer
  ) throws -> (telegrams: [Received], readings: [(time: Double, line: String)], resumed: Double) {
    let tool = try LiveTool([
      "run", "--input", "-", "--output", "json", "--rate", "\(Int(writer.rate))", "--tcp", "127.0.0.1:0",
    ])
    let client = try StreamClient(port: try tool.port())
    let ramp = Ramp(rate: writer.rate)
    let start = MonotonicSeconds.now
    nonisolated(unsafe) let fed = tool
    var isOver: Bool { MonotonicSeconds.now > start + 20 }
    // A writer of its own, as it may have to wait for the pipe.
    let feeding = Thread {
      let chunk = Int(writer.rate / 50)
      var first = 0
      while !isOver {
        let due = start + Double(first + chunk) / writer.rate
        while MonotonicSeconds.now < due { usleep(1000) }
        let bytes = ramp.frames(first..<first + chunk)
        if writer.catchesUp { try? fed.feed(bytes) } else { try? fed.offer(bytes) }
        first += chunk
      }
    }
    feeding.start()
    var telegrams: [Received] = []
    var readings: [(Double, String)] = []
    var taken = 0
    var resumed: Double?
    while !isOver {
      let now = MonotonicSeconds.now - start
      if now > 4.4, resumed == nil {
        tool.send(SIGSTOP)
        while MonotonicSeconds.now - start < 16.4 { usleep(10_000) }
        resumed = MonotonicSeconds.now - start
        tool.send(SIGCONT)
      }
      client.read(within: 0.01)
      while let end = client.received[taken...].firstIndex(of: UInt8(ascii: "!")) {
        // As far as its check, which a stream in progress may not have yet.
        let text = String(decoding: client.received[taken..<end], as: UTF8.self)
        let current = text.firstMatch(of: /1-0:31\.7\.0\(([0-9.]+)\*A\)/).flatMap { Double($0.output.1) }
        telegrams.append(
          Received(time: MonotonicSeconds.now - start, middle: try #require(current) - 5))
        taken = min(end + 7, client.received.count)
      }
      if let line = try tool.next(upTo: "\n", within: 0.01) {
        readings.append((line.time - start, line.text))
      }
    }
    return (telegrams, readings, try #require(resumed))
  }

  @Test("after a stop of 12 s no telegram is of old frames, and the first reading has the gap in it")
  func stopped() async throws {
    let writers = [
      Writer(rate: 1000, catchesUp: false), Writer(rate: 1000, catchesUp: true),
      Writer(rate: 4000, catchesUp: true), Writer(rate: 8000, catchesUp: false),
    ]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in writers {
        group.addTask {
          let (telegrams, readings, resumed) = try await onOwnThread { try Self.stop(writer) }
          let after = telegrams.filter { $0.time > resumed }
          #expect(telegrams.count - after.count >= 3 && after.count >= 2, "\(writer): \(telegrams)")
          // The middle of a whole second is half of one before its end; a part of a second is nearer to it.
          for telegram in telegrams {
            #expect(telegram.time - telegram.middle < 1.5 + 0.5, "\(writer): \(telegram)")
          }
          let lines = readings.filter { $0.time > resumed }.map(\.line)
          let objects = try lines.map(Tool.object)
          try #require(objects.count >= 3)
          #expect((objects[0]["flags"] as? [String])?.contains("gap") == true, "\(writer): \(lines[0])")
          // The sample clock goes on.
          let last = try #require(objects.last?["time"] as? Double)
          #expect(abs(last - readings.last!.time) < 0.7, "\(writer): \(last) at \(readings.last!.time)")
          #expect((objects.last?["flags"] as? [String])?.isEmpty == true, "\(writer): \(lines.last!)")
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("a pseudo terminal that nobody reads for 45 s holds no old telegram")
  func unread() async throws {
    let folder = try TemporaryFolder()
    // 0.1 A more each second: it tells the age.
    let scenario = try folder.write(
      "ramp.json",
      """
      {"rate": 1000, "loads": [{"line": "all", "current": 10, "course": [
        {"time": 0, "factor": 0.5}, {"time": 0, "factor": 1.5, "ramp": 100}]}]}
      """)
    let received = try await onOwnThread {
      let tool = try LiveTool(["run", "--pty", "--output", "none", "--scenario", scenario])
      let terminal = try Terminal(named: try #require(try tool.complaint(after: "p1clamp: pseudo terminal ")))
      var received: [(time: Double, current: Double)] = []
      var stream: [UInt8] = []
      func look(for count: Int) throws {
        let goal = received.count + count
        while received.count < goal {
          stream += terminal.read(untilCount: 1)
          guard stream.last == UInt8(ascii: "!") else { continue }
          let text = String(decoding: stream, as: UTF8.self)
          let current = text.matches(of: /1-0:31\.7\.0\(([0-9.]+)\*A\)/).last.flatMap { Double($0.output.1) }
          if let current { received.append((MonotonicSeconds.now, current)) }
          stream = []
        }
      }
      try look(for: 3)
      sleep(45)
      try look(for: 4)
      return received
    }
    // The first three are read as they come.
    let origin = received.prefix(3).map { $0.time - $0.current * 10 }.min()!
    for (time, current) in received {
      #expect(time - current * 10 - origin < 1.5, "\(received)")
    }
    #expect(received[3].current - received[2].current > 4.2)
  }
}
