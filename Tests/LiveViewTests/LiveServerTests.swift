// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import P1Port
import P1Transport
import Testing
import _TestSupport

@testable import LiveView

@Suite("The page and its API over HTTP")
struct LiveServerTests {
  @Test(
    "an answer has its length, its tag and what browsers are to expect; a known tag and HEAD have no body")
  func answers() async throws {
    let (whole, head, again) = try await onOwnThread {
      let service = try LiveService()
      service.show(cycle: 1)
      let whole = try service.answer(to: "GET /api/reading HTTP/1.1\r\nHost: localhost\r\n\r\n")
      let tag = try #require(whole.fields["etag"])
      return (
        whole, try service.answer(to: "HEAD /api/reading HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        try service.answer(
          to: "GET /api/reading HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"x\", \(tag)\r\n\r\n")
      )
    }
    #expect(whole.status == 200 && whole.text == LiveService.reading(cycle: 1).json() + "\n")
    #expect(whole.fields["content-length"] == "\(whole.body.count)")
    #expect(whole.fields["x-content-type-options"] == "nosniff" && whole.fields["x-frame-options"] == "DENY")
    let policy = try #require(whole.fields["content-security-policy"])
    #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
    #expect(head.status == 200 && head.body == [] && head.fields["content-length"] == "\(whole.body.count)")
    #expect(again.status == 304 && again.body == [])
  }

  @Test(
    "what is not to be answered is refused",
    arguments: [
      ("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
      ("GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
      ("POST /api/reading HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
      ("PUT /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", 405),
      ("POST /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n", 413),
      ("POST /api HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413),
      ("GET /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", 413),
      ("GET /api HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
      ("GET /api HTTP/1.1\r\n\r\n", 400), ("GET /api HTTP/3.1\r\nHost: a\r\n\r\n", 505),
    ])
  func refusals(request: String, status: Int) async throws {
    let (answer, next) = try await onOwnThread {
      let service = try LiveService()
      service.show(cycle: 1)
      return (
        try service.answer(to: request),
        try service.answer(to: "GET /api/reading HTTP/1.1\r\nHost: localhost\r\n\r\n")
      )
    }
    #expect(answer.status == status)
    #expect(answer.fields["allow"] == (status == 405 ? "GET, HEAD" : nil))
    #expect(next.status == 200)
  }

  @Test("a request of a megabyte is refused, and the answer reaches who is still sending it")
  func long() async throws {
    let statuses = try await onOwnThread {
      let service = try LiveService()
      return try ["GET /", "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"].map { start in
        let client = try service.client()
        let bytes = Array(start.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)
        var sent = 0
        while sent < bytes.count {
          let count = client.send(Array(bytes[sent...]))
          guard count > 0 || errno == EAGAIN else { break }
          sent += max(0, count)
        }
        return try service.next(on: client).status
      }
    }
    #expect(statuses == [431, 413])
  }

  @Test("requests follow each other on a connection, also where they come at once")
  func connection() async throws {
    let statuses = try await onOwnThread {
      let service = try LiveService()
      service.show(cycle: 1)
      let client = try service.client()
      let request = "GET /api HTTP/1.1\r\nHost: localhost\r\n\r\n"
      _ = client.send(Array((request + request + "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n").utf8))
      let first = try (0..<3).map { _ in try service.next(on: client).status }
      _ = client.send(Array(request.utf8))
      return first + [try service.next(on: client).status]
    }
    #expect(statuses == [200, 200, 404, 200])
  }

  @Test("before the first reading and after the last one is 2 s old, there is none")
  func stale() throws {
    var content = LiveContent(of: LiveService.instrument)
    func status(_ path: String, at now: UInt64) -> HTTPStatus {
      let request = try? HTTPRequest(Array("GET \(path) HTTP/1.0".utf8)[...])
      switch request.map({ content.response(to: $0, at: now) }) {
      case .content, .stream: return .ok
      case .failure(let status, _): return status
      case nil: return .badRequest
      }
    }
    let paths = ["/api/reading", "/api/v1/data", "/telegram", "/api/v1/telegram", "/phasors.svg"]
    for path in paths { #expect(status(path, at: 10_000) == .unavailable) }
    var second = LiveSecond(LiveService.reading(cycle: 1), made: 10_000)
    second.telegram = Array("/X\r\n\r\n!0000\r\n".utf8)
    content.show(second)
    for path in paths {
      #expect(status(path, at: 11_999) == .ok && status(path, at: 12_000) == .unavailable)
    }
    for path in ["/", "/page.js", "/api", "/metrics", "/api/history"] {
      #expect(status(path, at: 99_999) == .ok)
    }
    #expect(status("/api/waveform", at: 11_000) == .unavailable)
  }

  @Test("the history has the currents of each second, and begins again where the time goes back")
  func history() throws {
    var content = LiveContent(of: LiveService.instrument)
    let request = try HTTPRequest(Array("GET /api/history HTTP/1.0".utf8)[...])
    func history() throws -> [String: Any]? {
      guard case .content(let answer) = content.response(to: request, at: 0) else { return nil }
      return try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any]
    }
    for cycle in 5...607 { content.show(LiveSecond(LiveService.reading(cycle: cycle), made: 0)) }
    let whole = try #require(try history())
    #expect(whole["time"] as? [Double] == (8...607).map(Double.init))
    let currents = try #require(whole["current"] as? [String: [Any]])
    #expect(currents["L1"] as? [Double] == Array(repeating: 10.5, count: 600))
    #expect(currents["L2"] as? [Double] == Array(repeating: 4.25, count: 600))
    #expect(currents["L3"]?.count == 600 && currents["L3"]?.allSatisfy { $0 is NSNull } == true)
    #expect(whole["fuse"] as? [Double] == [25, 25, 35])
    for cycle in [3, 4] { content.show(LiveSecond(LiveService.reading(cycle: cycle), made: 0)) }
    #expect(try history()?["time"] as? [Double] == [3, 4])
  }

  @Test("a stream begins with the latest reading and goes on with each that follows")
  func stream() async throws {
    let text = try await onOwnThread {
      let service = try LiveService()
      service.show(cycle: 1)
      // What was shown is seen before what is asked for afterwards.
      _ = try service.answer(to: "GET /api/reading HTTP/1.1\r\nHost: localhost\r\n\r\n")
      let client = try service.client()
      _ = client.send(Array("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      for cycle in 2...4 {
        while !String(decoding: client.received, as: UTF8.self).contains("id: \(cycle - 1)\n") {
          try #require(client.read() != nil)
        }
        service.show(cycle: cycle)
      }
      while !String(decoding: client.received, as: UTF8.self).contains("id: 4\n") {
        try #require(client.read() != nil)
      }
      return String(decoding: client.received, as: UTF8.self)
    }
    let events = (1...4).map { "id: \($0)\ndata: \(LiveService.reading(cycle: $0).json())\n\n" }
    #expect(text.hasSuffix("\r\n\r\n" + events.joined()))
    #expect(text.contains("Content-Type: text/event-stream"))
  }

  @Test("with all connections taken one more is refused, and one that is idle gives up its place")
  func crowd() async throws {
    let (refused, taken) = try await onOwnThread {
      let service = try LiveService(clientLimit: 4)
      service.show(cycle: 1)
      // Each streams, so that none is idle.
      var clients = try (0..<4).map { _ in try service.client() }
      for client in clients {
        _ = client.send(Array("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        client.read()
      }
      let refused = try service.next(on: try service.client()).status
      clients.removeLast()
      let request = "GET /api HTTP/1.1\r\nHost: localhost\r\n\r\n"
      var idle = try service.client()
      _ = idle.send(Array(request.utf8))
      // The one that left may not have been seen yet.
      while try service.next(on: idle).status != 200 {
        idle = try service.client()
        _ = idle.send(Array(request.utf8))
      }
      return (refused, try service.answer(to: request).status)
    }
    #expect(refused == 503 && taken == 200)
  }
}
