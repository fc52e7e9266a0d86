// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import _TestSupport

/// One end of a pair of terminals that a test makes or opens.
final class Terminal {
  private let descriptor: Int32
  /// The link to the other end's name; nil where the name is the system's.
  private let link: String?

  /// Makes a pair, of which this is the end that has no name.
  init(linkedAt path: String) throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    try #require(openpty(&master, &slave, nil, nil, nil) == 0)
    defer { close(slave) }
    let name = String(cString: try #require(ttyname(slave)))
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: name)
    descriptor = master
    link = path
  }

  /// Opens the end that has a name.
  init(named name: String) throws {
    descriptor = open(name, O_RDONLY | O_NOCTTY)
    link = nil
    try #require(descriptor >= 0)
  }

  deinit {
    // The link goes first: a name that is free again may be that of any other pair.
    if let link { try? FileManager.default.removeItem(atPath: link) }
    close(descriptor)
  }

  /// Enters a line.
  func enter(_ line: String = "") {
    let bytes = Array("\(line)\n".utf8)
    #expect(write(descriptor, bytes, bytes.count) == bytes.count)
  }

  /// Reads until so many bytes have come, the other end is closed, or nothing comes for so long that nothing will.
  func read(untilCount count: Int = .max) -> [UInt8] {
    var received: [UInt8] = []
    while received.count < count {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, Int32(Patience.seconds * 1000)) > 0 else { break }
      var bytes = [UInt8](repeating: 0, count: min(4096, count - received.count))
      let found = Foundation.read(descriptor, &bytes, bytes.count)
      // EIO while the other end is closed: at its end, and before it was opened.
      if found <= 0 {
        guard received.isEmpty else { break }
        usleep(10_000)
      } else {
        received += bytes[..<found]
      }
    }
    return received
  }
}
