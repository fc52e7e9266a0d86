// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("A crowd of clients", .timing, .serialized)
struct CrowdTimingTests {
  @Test("45 of 50 clients get every telegram on its second, though 5 never read")
  func crowd() async throws {
    let (count, telegrams) = (45, 20)
    let (streams, times, memory, end) = try await onOwnThread {
      let tool = try LiveTool(
        ["--tcp", "127.0.0.1:0", "--output", "none", "--seconds", "\(telegrams)"] + Frames.simulation)
      let port = try tool.port()
      let idle = try (0..<5).map { _ in try StreamClient(port: port, receiveBuffer: 2048) }
      let clients = try (0..<count).map { _ in try StreamClient(port: port) }
      var times = [[Double]](repeating: [], count: count)
      var memory: [Int] = []
      let deadline = MonotonicSeconds.now + 60
      while times.contains(where: { $0.count < telegrams }), MonotonicSeconds.now < deadline {
        for (index, time) in StreamClient.readReady(clients, within: 1) {
          let whole = clients[index].received.count { $0 == UInt8(ascii: "!") }
          times[index] += [Double](repeating: time, count: whole - times[index].count)
        }
        let isNext = times[0].count > memory.count && times[0].count < telegrams
        if isNext, let resident = tool.residentMemory { memory.append(resident) }
      }
      let end = try withExtendedLifetime(idle) { try tool.end(within: 30) }
      clients.forEach { $0.readAll() }
      return (clients.map(\.received), times, memory, end)
    }
    #expect(end?.status == 0)
    try #require(streams.count == count)
    for stream in streams { #expect(try ReceivedTelegram.all(stream).count == telegrams) }
    try #require(times.allSatisfy { $0.count == telegrams })
    let start = (0..<telegrams).map { number in times.map { $0[number] }.min()! - Double(number) }.min()!
    let delays = (0..<telegrams).map { number in times.map { $0[number] }.max()! - Double(number) - start }
    // A quarter of the telegrams, since a busy machine may be late with some; all are sent at once.
    #expect(delays.sorted()[telegrams / 4] < 0.05, "\(delays)")
    #expect(delays.max()! < 1, "\(delays)")
    try #require(memory.count > 10)
    #expect(memory.last! - memory[4] < 1024, "KiB: \(memory)")
  }
}
