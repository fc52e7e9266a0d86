// SPDX-License-Identifier: Apache-2.0
import Foundation
import Metering
import P1Transport
import Testing
import _TestSupport

@testable import LiveView

/// A server on a port of this machine; it ends with its owner.
final class LiveService {
  /// An answer as a client reads it.
  struct Answer {
    var status: Int
    /// Names in small letters.
    var fields: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  static let instrument = LiveInstrument(
    name: "a <test> & \"more\"", isSimulated: true, configuration: MeterConfiguration(),
    fuses: PerLine(25, 25, 35), version: "1.2.3")

  let server: LiveServer

  init(clientLimit: Int = 64) throws {
    server = try LiveServer(
      TCPAddress(host: "127.0.0.1", port: 0), of: Self.instrument, clientLimit: clientLimit)
  }

  deinit {
    server.finish()
  }

  /// A reading with a line that imports, one that exports and one that nothing measures.
  static func reading(cycle: Int) -> Reading {
    Reading(
      cycle: cycle, time: Double(cycle), duration: 1, frequency: 50.01, voltage: 231, powerVoltage: 230,
      lines: PerLine(
        LineReading(
          current: 10.5, fundamental: 10.4, phase: 10, direction: .import, power: 2355.7,
          uncertainty: .init(current: 0.01, phase: 0.1, power: 2), apparentPower: 2415),
        LineReading(
          current: 4.25, fundamental: 4.2, phase: 175, direction: .export, power: -962.3, apparentPower: 977.5
        ),
        nil))
  }

  func show(cycle: Int) {
    server.show(LiveSecond(Self.reading(cycle: cycle), made: MonotonicClock.now))
  }

  func client() throws -> StreamClient {
    let client = try StreamClient(port: server.address.port)
    taken[ObjectIdentifier(client)] = 0
    return client
  }

  /// The answer to a request on a connection of its own.
  func answer(to request: String) throws -> Answer {
    let client = try client()
    _ = client.send(Array(request.utf8))
    return try next(on: client, isHead: request.hasPrefix("HEAD"))
  }

  /// How many bytes of each client's were read as answers.
  private var taken: [ObjectIdentifier: Int] = [:]

  /// The next answer on a connection.
  func next(on client: StreamClient, isHead: Bool = false) throws -> Answer {
    let start = taken[ObjectIdentifier(client)] ?? 0
    while true {
      let bytes = client.received[start...]
      if let end = String(decoding: bytes, as: UTF8.self).firstRange(of: "\r\n\r\n") {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let status = try #require(Int(lines[0].split(separator: " ")[1]))
        let fields = lines.dropFirst().map { line in
          let parts = line.split(separator: ":", maxSplits: 1)
          return (parts[0].lowercased(), parts[1].drop { $0 == " " }.description)
        }
        let named = Dictionary(fields) { first, _ in first }
        let head = text[..<end.upperBound].utf8.count
        let length = isHead || status == 304 ? 0 : Int(named["content-length"] ?? "0") ?? 0
        if bytes.count >= head + length {
          taken[ObjectIdentifier(client)] = start + head + length
          return Answer(
            status: status, fields: named, body: Array(bytes.dropFirst(head).prefix(length)))
        }
      }
      try #require(client.read() != nil, "the connection ended within an answer")
    }
  }
}
