// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import P1Transport

@Suite struct DeviceDescriptorTests {
  @Test("a device that is claimed is nobody else's until it is closed, not even root's")
  func claimed() throws {
    var (line, other): (Int32, Int32) = (-1, -1)
    try #require(openpty(&line, &other, nil, nil, nil) == 0)
    defer { close(line) }
    let path = String(cString: try #require(ttyname(other)))
    close(other)
    func claim() throws(DeviceFailure) -> DeviceDescriptor {
      let device = try DeviceDescriptor(path: path)
      try device.claim()
      return device
    }
    var first: DeviceDescriptor? = try claim()
    let refused = try #require(throws: DeviceFailure.self) { try claim() }
    let reason = geteuid() == 0 ? "another process uses it" : String(cString: strerror(EBUSY))
    #expect(refused.reason == reason)
    try first?.makeRaw(nil)
    #expect(try first?.write([1, 2, 3]) == 3)
    first = nil
    #expect(throws: Never.self) { try claim() }
  }
}
