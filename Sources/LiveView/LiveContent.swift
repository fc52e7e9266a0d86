// SPDX-License-Identifier: Apache-2.0
import Drawing
import Metering
import P1Port
import StrictJSON

/// The content of the server: the instrument, its latest second, and the answers that were made from it.
struct LiveContent {
  /// Age from which a reading is too old to be shown, ms.
  static let maximumAge: UInt64 = 2000

  let instrument: LiveInstrument
  private(set) var second: LiveSecond?
  /// Currents of the last ten minutes.
  private var history = LiveHistory()
  /// Answers that were made from the latest second, by their paths.
  private var made: [String: HTTPContent] = [:]
  private var signals: LiveSignals?
  private let files = LiveFiles()

  /// Nothing to show yet.
  init(of instrument: LiveInstrument) {
    self.instrument = instrument
  }

  /// Takes a second in place of the one before it.
  mutating func show(_ second: LiveSecond) {
    self.second = second
    made = [:]
    signals = nil
    history.append(second.reading)
  }

  /// Whether there is a reading that is not too old.
  func isFresh(at now: UInt64) -> Bool {
    second.map { now < $0.made + Self.maximumAge } ?? false
  }

  /// The answer to a request.
  ///
  /// - Parameter now: The time, ms of the clock of the ports.
  mutating func response(to request: HTTPRequest, at now: UInt64) -> HTTPResponse {
    guard HTTPHost.isLocal(request.host) else {
      return .failure(
        .misdirected,
        "this host is called by its address or by a name of the local network, not by \(request.host ?? "")")
    }
    switch request.body {
    case .chunked: return .failure(.contentTooLarge, "nothing is accepted here")
    case .bytes(let count) where count > HTTPReader.limit || request.method != .other:
      return .failure(.contentTooLarge, "nothing is accepted here")
    case .bytes, .none: break
    }
    guard request.method != .other else { return .failure(.methodNotAllowed, "this can only be read") }
    if let file = files[request.path] { return .content(file) }
    switch request.path {
    case "/api/stream": return .stream(.reading)
    case "/api/page": return .stream(.page)
    case "/api": return .content(HTTPContent(.json, instrument.homeWizardDevice))
    case "/api/history": return .content(HTTPContent(.json, history.json(instrument.fuses)))
    case "/metrics": return .content(HTTPContent(.metrics, metrics(isFresh: isFresh(at: now))))
    default: break
    }
    guard let make = Self.makers[request.path] else {
      return .failure(.notFound, "there is no \(request.path.prefix(100))")
    }
    guard let second, isFresh(at: now) else {
      return .failure(
        .unavailable, second == nil ? "there is no reading yet" : "the last reading is older than 2 s")
    }
    if let content = made[request.path] { return .content(content) }
    guard let content = make(&self, second) else {
      return .failure(.unavailable, "the latest second has none")
    }
    made[request.path] = content
    return .content(content)
  }

  /// An event of a stream, as bytes.
  ///
  /// - Parameters:
  ///   - viewers: How many clients have the page open.
  ///   - now: The time, ms of the clock of the ports.
  mutating func event(of stream: LiveStream, viewers: Int, at now: UInt64) -> [UInt8] {
    guard let second else { return [] }
    let data =
      switch stream {
      case .reading: second.json
      case .page: page(of: second, viewers: viewers, at: now).json(onOneLine: true)
      }
    return Array("id: \(second.reading.cycle)\ndata: \(data)\n\n".utf8)
  }

  /// The waveforms and spectra of the latest second; made once.
  mutating func latestSignals(of second: LiveSecond) -> LiveSignals? {
    if let signals { return signals }
    signals = LiveSignals(second.frames, of: second.reading, instrument.configuration)
    return signals
  }

  /// Makers of answers from the latest second, by its path; nil where the second has nothing for it.
  private static let makers: [String: @Sendable (inout LiveContent, LiveSecond) -> HTTPContent?] = [
    "/api/reading": { _, second in HTTPContent(.json, second.json + "\n") },
    "/api/waveform": { content, second in
      content.latestSignals(of: second).map { HTTPContent(.json, $0.waveform.json() + "\n") }
    },
    "/api/spectrum": { content, second in
      content.latestSignals(of: second).map { HTTPContent(.json, $0.spectrum.json() + "\n") }
    },
    "/phasors.svg": { content, second in
      HTTPContent(.svg, content.instrument.phasors(of: second.reading).svg())
    },
    "/telegram": { _, second in second.telegram.map { HTTPContent(.text, $0) } },
    "/api/v1/telegram": { _, second in second.telegram.map { HTTPContent(.text, $0) } },
    "/api/v1/data": { content, second in HTTPContent(.json, content.instrument.homeWizardData(of: second)) },
  ]
}

extension LiveSecond {
  /// The reading as one line of JSON.
  var json: String { reading.json(energy: energy, isPartial: isPartial) }
}

/// Currents of the latest readings: ten minutes of them at one a second.
struct LiveHistory {
  /// Readings that are kept.
  static let length = 600

  private var points: [(time: Double, currents: [Double?])] = []

  mutating func append(_ reading: Reading) {
    // A time that goes back belongs to another stream.
    if let last = points.last, reading.time <= last.time { points = [] }
    if points.count >= Self.length { points.removeFirst() }
    points.append((reading.time, Line.allCases.map { reading.lines[$0]?.current }))
  }

  /// Times in s and currents in A, oldest first.
  func json(_ fuses: PerLine<Double>?) -> String {
    let currents = Line.allCases.map { line in
      JSONValue.Member(
        "\(line.name)", .list(points.map { .number($0.currents[line.index], decimals: 3) }))
    }
    return JSONValue.object([
      "time": .list(points.map { .number($0.time, decimals: 3) }), "current": .members(currents),
      "fuse": .list(Line.allCases.map { .number(fuses?[$0], decimals: 3) }),
    ]).json() + "\n"
  }
}
