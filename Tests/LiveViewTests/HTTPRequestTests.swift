// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@testable import LiveView

@Suite("Requests of HTTP")
struct HTTPRequestTests {
  /// What a reader makes of bytes that come in pieces.
  private func read(_ bytes: [UInt8], pieces: Int = .max) throws(HTTPStatus) -> [HTTPRequest] {
    var reader = HTTPReader()
    var requests: [HTTPRequest] = []
    var rest = bytes[...]
    repeat {
      let count = min(pieces, reader.room)
      reader.receive(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
      while let request = try reader.next() { requests.append(request) }
    } while !rest.isEmpty
    return requests
  }

  private func read(_ text: String, pieces: Int = .max) throws(HTTPStatus) -> [HTTPRequest] {
    try read(Array(text.utf8), pieces: pieces)
  }

  @Test("a request is what it says, in pieces of any size", arguments: [1, 2, 3, 7, 4096])
  func pieces(size: Int) throws {
    let requests = try read(
      "GET /api/reading?a=1 HTTP/1.1\r\nHost: Meter:8080\r\nIf-None-Match: \"1\", W/\"2\"\r\n\r\n"
        + "\r\nHEAD / HTTP/1.1\r\nhost:[::1]:80\r\nConnection: Close\r\n\r\n"
        + "GET http://p1.local/x HTTP/1.0\r\n\r\n", pieces: size)
    try #require(requests.count == 3)
    #expect(requests[0].method == .get && requests[0].path == "/api/reading" && requests[0].isKeptAlive)
    #expect(requests[0].host == "meter" && requests[0].knownTags == ["\"1\"", "W/\"2\""])
    #expect(requests[1].method == .head && requests[1].host == "[::1]" && !requests[1].isKeptAlive)
    #expect(requests[2].path == "/x" && requests[2].host == "p1.local" && !requests[2].isKeptAlive)
  }

  @Test(
    "what is no request is refused",
    arguments: [
      ("GET / HTTP/1.1\r\n\r\n", HTTPStatus.badRequest), ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .badRequest),
      ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .versionNotSupported),
      ("GET / HTTX/1.1\r\nHost: a\r\n\r\n", .badRequest),
      ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .versionNotSupported),
      ("GET x HTTP/1.1\r\nHost: a\r\n\r\n", .badRequest),
      ("G T / HTTP/1.1\r\nHost: a\r\n\r\n", .badRequest),
      ("GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: [a\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .badRequest),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n", .badRequest),
      ("\u{16}\u{3}\u{1}\r\n\r\n", .badRequest),
    ])
  func refusals(text: String, status: HTTPStatus) {
    #expect(throws: status) { try read(text) }
  }

  @Test("a body is told of, whatever its length")
  func bodies() throws {
    let head = "POST /api HTTP/1.1\r\nHost: a\r\n"
    #expect(try read(head + "Content-Length: 5\r\n\r\n").first?.body == .bytes(5))
    #expect(try read(head + "Content-Length: 0\r\n\r\n").first?.body == HTTPRequest.Body.none)
    #expect(try read(head + "Content-Length: 99999999999999999999\r\n\r\n").first?.body == .bytes(.max))
    #expect(try read(head + "Transfer-Encoding: chunked\r\n\r\n").first?.body == .chunked)
  }

  @Test("a head of 8192 bytes is read, and one more byte is too many")
  func limit() throws {
    let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
    let fitting = start + String(repeating: "x", count: HTTPReader.limit - start.utf8.count) + "\r\n\r\n"
    #expect(try read(fitting).count == 1)
    #expect(throws: HTTPStatus.headTooLarge) {
      try read(start + String(repeating: "x", count: HTTPReader.limit - start.utf8.count + 1) + "\r\n\r\n")
    }
    #expect(throws: HTTPStatus.headTooLarge) { try read("GET /" + String(repeating: "x", count: 1 << 20)) }
  }

  @Test("random bytes are refused or wait, and nothing else happens")
  func randomBytes() {
    for seed in 0..<UInt64(Trials.count(2000, or: 400)) {
      var generator = SeededGenerator(seed: seed)
      let alphabet = Array("GET /HTP1.\r\n: \u{0}\u{7F}aHost*[]".utf8) + [0x80, 0xFF]
      let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator)!
      }
      do throws(HTTPStatus) {
        for request in try read(bytes, pieces: Int.random(in: 1...50, using: &generator)) {
          #expect(request.path.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "seed \(seed)")
        }
      } catch {
        #expect([.badRequest, .versionNotSupported].contains(error), "seed \(seed)")
      }
    }
  }

  @Test("names that anybody may own are not taken for this machine")
  func hosts() {
    for host in [
      "127.0.0.1", "[::1]", "localhost", "meter", "p1.local", "10.0.0.7", "meter.lan", "p1.fritz.box",
    ] {
      #expect(HTTPHost.isLocal(host), "\(host)")
    }
    for host in ["example.com", "10.0.0.7.nip.io", "local.example", "127.0.0.1.evil.org"] {
      #expect(!HTTPHost.isLocal(host), "\(host)")
    }
    #expect(HTTPHost.isLocal(nil))
  }
}
