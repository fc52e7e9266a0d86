// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import LiveView
import Logging
import P1Port
import P1Transport
import StrictJSON

/// Where telegrams go besides standard output.
struct PortOptions: ParsableArguments {
  /// The most connections at a time.
  private static let clientLimit = 64

  @Option(
    help: ArgumentHelp(
      """
      Send telegrams to all who connect; without a host, to programs on this machine only. Port 0 takes one that is \
      free and tells which.
      """, valueName: "host:port"))
  var tcp: TCPAddress?

  @Option(
    help: ArgumentHelp(
      """
      Send telegrams on a serial line. The meter's output is an open collector, so that on the wire each bit is \
      inverted; this option writes plain bytes, and the adapter has to invert: FTDI's (FT232R, FT-X) can be set to, \
      once and for all, with FT_PROG or ftdi_eeprom (INVERT_TXD, and INVERT_CTS and so on for the request line), and \
      cables sold for P1 are. CH340, CP210x and PL2303 cannot: they need a transistor behind them.
      """, valueName: "device"))
  var serial: String?

  @Option(help: "Speed and frame on the serial line; 9600-7e1 for readers of DSMR 2 and 3.")
  var serialMode: SerialMode?

  @Option(help: "The adapter's input that the request line is wired to (default: always, for none).")
  var requestLine: RequestInput?

  @Option(
    help: """
      What the request line does to a telegram on its way when it falls: abort breaks it off, as the standard has it, \
      finish completes it (default: abort).
      """)
  var requestMode: RequestMode?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "Send telegrams on a pseudo terminal and print its name on standard error.")
  var pty = false

  @Option(
    help: ArgumentHelp(
      """
      Show a page for people and an API for programs over HTTP; without a host, on this machine only. Port 0 takes one \
      that is free and tells which.
      """, valueName: "host:port"))
  var http: TCPAddress?

  @Option(
    help: ArgumentHelp(
      "The fuse of each line, which the page compares currents with: one for all, or three such as 25,25,35.",
      valueName: "amperes"))
  var fuse: FuseRatings?

  @Option(
    help: ArgumentHelp(
      "What is told on standard error of connections and devices: \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")) (default: info).",
      valueName: "level"))
  var logLevel: Logger.Level?

  /// Whether readings go anywhere besides standard output.
  var isAny: Bool { tcp != nil || serial != nil || pty || http != nil }

  func validate() throws {
    if serial == nil {
      if serialMode != nil { throw ValidationError("--serial-mode goes with --serial.") }
      if requestLine != nil { throw ValidationError("--request-line goes with --serial.") }
    }
    if requestMode != nil, serial == nil || requestLine ?? .always == .always {
      throw ValidationError("--request-mode goes with --serial and --request-line cts, dsr or dcd.")
    }
    if fuse != nil, http == nil { throw ValidationError("--fuse goes with --http.") }
    if logLevel != nil, !isAny {
      throw ValidationError("--log-level goes with --tcp, --serial, --pty or --http.")
    }
  }

  /// Opens the ports that were asked for.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  func open() throws(InputError) -> [any TelegramPort] {
    let log = log
    var ports: [any TelegramPort] = []
    do throws(InputError) {
      if let serial { ports.append(try openSerial(serial, log)) }
      if pty { ports.append(try openPseudoTerminal(log)) }
      if let tcp { ports.append(try openServer(tcp, log)) }
    } catch {
      ports.forEach { $0.finish() }
      throw error
    }
    return ports
  }

  /// Opens the page of an instrument, if it was asked for.
  ///
  /// - Throws: `inputOutput` with the system's reason.
  func openPage(of instrument: LiveInstrument) throws(InputError) -> LivePage? {
    guard let http else { return nil }
    var instrument = instrument
    instrument.fuses = fuse?.lines
    do throws(TCPFailure) {
      return LivePage(
        try LiveServer(http, of: instrument, clientLimit: Self.clientLimit, report: log),
        of: instrument)
    } catch {
      throw InputError(.inputOutput, file: "\(http)", error.reason)
    }
  }

  /// Writes the events of ports on standard error.
  private var log: PortEvent.Handler {
    var log = Logger(label: "p1clamp") { StandardErrorLog(label: $0) }
    log.logLevel = logLevel ?? .info
    return { [log] event in log.log(level: .init(event.level), "\(event.text)") }
  }

  private func openServer(
    _ address: TCPAddress, _ log: @escaping PortEvent.Handler
  ) throws(InputError) -> TelegramServer {
    do throws(TCPFailure) {
      return try TelegramServer(address, clientLimit: Self.clientLimit, report: log)
    } catch {
      throw InputError(.inputOutput, file: "\(address)", error.reason)
    }
  }

  private func openSerial(
    _ path: String, _ log: @escaping PortEvent.Handler
  ) throws(InputError) -> DevicePort {
    let (mode, request) = (serialMode ?? .dsmr4, requestLine ?? .always)
    let open = { @Sendable () throws(DeviceFailure) -> SerialDevice in
      try SerialDevice(path: path, mode: mode, request: request)
    }
    do throws(DeviceFailure) {
      return try DevicePort(open(), mode: (requestMode ?? .abort).mode, report: log, reopen: open)
    } catch {
      throw InputError(.inputOutput, file: path, error.reason)
    }
  }

  private func openPseudoTerminal(_ log: @escaping PortEvent.Handler) throws(InputError) -> DevicePort {
    do throws(DeviceFailure) {
      let terminal = try PseudoTerminal()
      complain("pseudo terminal \(terminal.name)")
      return try DevicePort(terminal, report: log) { () throws(DeviceFailure) in try PseudoTerminal() }
    } catch {
      throw InputError(.inputOutput, file: "pseudo terminal", error.reason)
    }
  }
}

extension Logger.Level {
  /// The log's level for an event of a port.
  fileprivate init(_ level: PortEvent.Level) {
    self =
      switch level {
      case .debug: .debug
      case .info: .info
      case .warning: .warning
      case .error: .error
      }
  }
}
