// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// The content of a path at the moment.
struct HTTPContent: Sendable {
  /// The types of what is served.
  enum Kind: String {
    case html = "text/html; charset=utf-8"
    case css = "text/css; charset=utf-8"
    case script = "text/javascript; charset=utf-8"
    case svg = "image/svg+xml; charset=utf-8"
    case json = "application/json; charset=utf-8"
    case text = "text/plain; charset=utf-8"
    case metrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
  }

  let kind: Kind
  let bytes: [UInt8]
  /// Tells this content from any other, quotation marks included.
  let tag: String

  /// Content of these bytes.
  init(_ kind: Kind, _ bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
    tag = "\"\(Digest.of(bytes))\""
  }

  /// Content of this text.
  init(_ kind: Kind, _ text: String) {
    self.init(kind, Array(text.utf8))
  }
}

/// A short number for bytes: FNV-1a with 64 bits, as 16 digits. It tells contents apart, unless someone made two alike on
/// purpose.
enum Digest {
  static func of(_ bytes: some Sequence<UInt8>) -> String {
    let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// An answer to a request.
enum HTTPResponse {
  case content(HTTPContent)
  /// A stream of events that goes on.
  case stream(LiveStream)
  case failure(HTTPStatus, String)

  /// Rules for browsers in every answer: no script, style or picture from elsewhere, none inline, and no frame around the page.
  private static let guards = """
    Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r
    X-Content-Type-Options: nosniff\r
    X-Frame-Options: DENY\r
    Referrer-Policy: no-referrer\r
    Cross-Origin-Resource-Policy: same-origin\r

    """

  /// The answer as bytes; that of a stream is its head.
  ///
  /// - Parameters:
  ///   - request: The request that it answers; nil where none could be read.
  ///   - isLast: Whether the connection ends with it.
  func bytes(to request: HTTPRequest?, isLast: Bool) -> [UInt8] {
    let isHead = request?.method == .head
    let connection = isLast ? "Connection: close\r\n" : ""
    switch self {
    case .content(let content):
      let isKnown =
        request?.knownTags.contains { $0 == "*" || $0 == content.tag || $0 == "W/\(content.tag)" } ?? false
      if isKnown {
        return Array(
          (Self.line(.notModified) + Self.guards + connection
            + "ETag: \(content.tag)\r\nCache-Control: no-cache\r\n\r\n").utf8)
      }
      let head =
        Self.line(.ok) + Self.guards + connection
        + "Content-Type: \(content.kind.rawValue)\r\nContent-Length: \(content.bytes.count)\r\n"
        + "ETag: \(content.tag)\r\nCache-Control: no-cache\r\n\r\n"
      return Array(head.utf8) + (isHead ? [] : content.bytes)
    case .stream:
      let head =
        Self.line(.ok) + Self.guards
        + "Connection: close\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\r\n"
      return Array(head.utf8)
    case .failure(let status, let reason):
      let body = JSONValue.object(["error": .text(reason)]).json() + "\n"
      let head =
        Self.line(status) + Self.guards + connection
        + (status == .methodNotAllowed ? "Allow: GET, HEAD\r\n" : "")
        + (status == .unavailable ? "Retry-After: 1\r\n" : "")
        + "Content-Type: \(HTTPContent.Kind.json.rawValue)\r\nContent-Length: \(body.utf8.count)\r\n"
        + "Cache-Control: no-store\r\n\r\n"
      return Array((head + (isHead ? "" : body)).utf8)
    }
  }

  private static func line(_ status: HTTPStatus) -> String {
    "HTTP/1.1 \(status.rawValue) \(status.reason)\r\n"
  }
}

/// The kinds of streams of events.
enum LiveStream: Sendable {
  /// The reading, as JSON.
  case reading
  /// All that the page shows.
  case page
}
