// SPDX-License-Identifier: Apache-2.0

/// Cuts the bytes of a client into heads of requests, and keeps no more of them than the longest head.
struct HTTPReader {
  /// The most bytes of a request line and its fields.
  static let limit = 8192

  private var bytes: [UInt8] = []
  /// How many of them were searched.
  private var scanned = 0

  /// Whether a request has begun and is not complete.
  var hasBegun: Bool { !bytes.isEmpty }

  /// How many more bytes it takes.
  var room: Int { Self.limit + 4 - bytes.count }

  /// Takes the next bytes, at most as many as there is ``room`` for.
  mutating func receive(_ more: [UInt8]) {
    bytes += more
  }

  /// Removes the next request.
  ///
  /// - Returns: Nil while it is not complete.
  /// - Throws: `headTooLarge` where it cannot become complete; what `HTTPRequest` throws.
  mutating func next() throws(HTTPStatus) -> HTTPRequest? {
    // Empty lines before a request are skipped, as RFC 9112 says.
    let blank = bytes.prefix { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }.count
    if blank > 0 {
      bytes.removeFirst(blank)
      scanned = 0
    }
    guard let end = endOfHead() else {
      if bytes.count > Self.limit { throw .headTooLarge }
      return nil
    }
    let head = bytes[..<end]
    defer {
      bytes.removeFirst(end + 4)
      scanned = 0
    }
    return try HTTPRequest(head)
  }

  /// Where the empty line after a head begins.
  private mutating func endOfHead() -> Int? {
    let mark: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    var index = max(0, scanned - 3)
    while index + 4 <= bytes.count {
      if bytes[index] == mark[0], bytes[index..<index + 4].elementsEqual(mark) { return index }
      index += 1
    }
    scanned = bytes.count
    return nil
  }
}
