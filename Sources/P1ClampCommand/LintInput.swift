// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import HostFiles
import P1Transport
import StrictJSON

/// Where a stream of telegrams comes from.
struct LintInput: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The file to check, or - for standard input (default: -).", valueName: "file|-"))
  var file: String?

  @Option(help: ArgumentHelp("Check what a server sends, by its name or address.", valueName: "host:port"))
  var tcp: ServerName?

  @Option(help: ArgumentHelp("Check what comes on a serial line.", valueName: "device"))
  var serial: String?

  @Option(help: "Speed and frame of the serial line.")
  var serialMode: SerialMode?

  func validate() throws {
    if [file, tcp?.description, serial].compactMap({ $0 }).count > 1 {
      throw ValidationError("A file, --tcp and --serial exclude each other.")
    }
    if serialMode != nil, serial == nil { throw ValidationError("--serial-mode goes with --serial.") }
  }

  /// An open stream.
  struct Stream {
    let bytes: ByteInput
    /// The owner of the stream's descriptor, which closes it when nothing needs it any more.
    private let owner: AnyObject?

    init(_ bytes: ByteInput, owner: AnyObject? = nil) {
      self.bytes = bytes
      self.owner = owner
    }
  }

  /// Opens the stream.
  ///
  /// - Throws: `noInput` with the system's reason where it cannot be opened.
  func open() throws(InputError) -> Stream {
    if let tcp { return try connect(to: tcp) }
    if let serial { return try open(serial) }
    guard let file, file != "-" else { return stream(STDIN_FILENO, "standard input") }
    return Stream(
      try ByteInput(path: file, expecting: "telegrams", isCancelled: { Interruption.isRequested }))
  }

  private func open(_ serial: String) throws(InputError) -> Stream {
    do {
      let device = try DeviceDescriptor(path: serial)
      try device.makeRaw(serialMode ?? .dsmr4)
      return stream(device.number, serial, owner: device)
    } catch {
      throw InputError(.noInput, file: serial, "expected a serial line: \(error.reason)")
    }
  }

  private func connect(to server: ServerName) throws(InputError) -> Stream {
    var reason = "no address"
    for address in try server.addresses() {
      do throws(TCPFailure) {
        let connection = try TelegramConnection(to: address)
        return stream(connection.descriptor, server.description, owner: connection)
      } catch {
        reason = error.reason
      }
    }
    throw InputError(.noInput, file: server.description, "expected a server: \(reason)")
  }

  private func stream(_ descriptor: Int32, _ name: String, owner: AnyObject? = nil) -> Stream {
    Stream(
      ByteInput(descriptor: descriptor, name: name, isCancelled: { Interruption.isRequested }), owner: owner)
  }
}
