// SPDX-License-Identifier: Apache-2.0

/// The head of a request, RFC 9112, as far as a server needs it that can only be read.
struct HTTPRequest: Equatable {
  /// How the content is asked for.
  enum Method: Equatable {
    case get, head
    /// Any other method: nothing may be changed here.
    case other
  }

  /// The body after the head.
  enum Body: Equatable {
    case none
    /// So many bytes.
    case bytes(Int)
    /// Chunks, whose number is not stated.
    case chunked
  }

  var method: Method
  /// The path without the query, as it was sent.
  var path: String
  /// The host that the client believes it talks to, without a port; nil where HTTP/1.0 does not state it.
  var host: String?
  /// Tags of the contents that the client has already; `*` for any.
  var knownTags: [String]
  var body: Body
  /// Whether the client may send another request on the connection.
  var isKeptAlive: Bool

  /// Reads a head.
  ///
  /// - Parameter head: The bytes before the empty line, lines ended by CR LF.
  /// - Throws: `badRequest`, or `versionNotSupported` for anything but HTTP/1.0 and 1.1.
  init(_ head: ArraySlice<UInt8>) throws(HTTPStatus) {
    var lines = Self.lines(of: head)[...]
    guard let first = lines.popFirst() else { throw .badRequest }
    let parts = first.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, Self.isToken(parts[0]) else { throw .badRequest }
    let version = parts[2]
    guard version.starts(with: "HTTP/".utf8), version.count == 8 else { throw .badRequest }
    guard version.starts(with: "HTTP/1.".utf8), let minor = version.last, [0x30, 0x31].contains(minor) else {
      throw .versionNotSupported
    }
    let isFirstVersion = minor == 0x30
    switch String(decoding: parts[0], as: UTF8.self) {
    case "GET": method = .get
    case "HEAD": method = .head
    default: method = .other
    }
    var target = parts[1]
    var host: String?
    if target.starts(with: "http://".utf8) {
      let rest = target.dropFirst(7)
      let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      host = try Self.host(rest[..<slash])
      target = slash == rest.endIndex ? [UInt8(ascii: "/")] : rest[slash...]
    }
    guard target.first == UInt8(ascii: "/") || (method == .other && target.elementsEqual("*".utf8)),
      target.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .badRequest }
    path = String(
      decoding: target.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }, as: UTF8.self)
    knownTags = []
    body = .none
    isKeptAlive = !isFirstVersion
    var fields: [String: String] = [:]
    for line in lines {
      let (name, value) = try Self.field(line)
      // Fields that say where a request ends, or which host it is for, may be there only once.
      if fields[name] != nil, ["host", "content-length", "transfer-encoding"].contains(name) {
        throw .badRequest
      }
      fields[name] = fields[name].map { "\($0), \(value)" } ?? value
    }
    if let value = fields["host"] {
      let named = try Self.host(Array(value.utf8)[...])
      host = host ?? named
    } else if !isFirstVersion {
      throw .badRequest
    }
    self.host = host
    knownTags = fields["if-none-match"].map(Self.list) ?? []
    let connection = fields["connection"].map(Self.list)?.map { $0.lowercased() } ?? []
    if connection.contains("close") { isKeptAlive = false }
    if isFirstVersion, connection.contains("keep-alive") { isKeptAlive = true }
    body = try Self.body(fields)
  }

  private static func body(_ fields: [String: String]) throws(HTTPStatus) -> Body {
    let length = fields["content-length"]
    if fields["transfer-encoding"] != nil {
      // Requests are smuggled with both together.
      guard length == nil else { throw .badRequest }
      return .chunked
    }
    guard let length else { return .none }
    guard !length.isEmpty, length.utf8.allSatisfy(isDigit) else { throw .badRequest }
    let count = Int(length) ?? .max
    return count == 0 ? .none : .bytes(count)
  }

  /// The lines of a head; one that ends otherwise than by CR LF keeps that character, which no line may have.
  private static func lines(of head: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
  }

  /// A field's name in lower case, and its value without white space around it.
  private static func field(_ line: ArraySlice<UInt8>) throws(HTTPStatus) -> (name: String, value: String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else {
      throw .badRequest
    }
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    var value = line[(colon + 1)...].drop(while: isBlank)
    while let last = value.last, isBlank(last) { value = value.dropLast() }
    guard value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else { throw .badRequest }
    return (
      String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self)
    )
  }

  /// The host of `host:port`, in lower case, an IPv6 address in brackets.
  private static func host(_ text: ArraySlice<UInt8>) throws(HTTPStatus) -> String {
    var end = text.endIndex
    if text.first == UInt8(ascii: "[") {
      guard let bracket = text.firstIndex(of: UInt8(ascii: "]")) else { throw .badRequest }
      end = bracket + 1
    } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
      end = colon
    }
    let port = text[end...]
    guard port.isEmpty || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(isDigit)) else {
      throw .badRequest
    }
    return String(decoding: text[..<end], as: UTF8.self).lowercased()
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The items of a list that commas separate.
  private static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { item in
      var item = item[...]
      while item.first == " " || item.first == "\t" { item.removeFirst() }
      while item.last == " " || item.last == "\t" { item.removeLast() }
      return String(item)
    }
  }

  /// Whether bytes are a token: a name of letters, digits and some marks.
  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
