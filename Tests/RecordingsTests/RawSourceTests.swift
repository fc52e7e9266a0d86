// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Recordings
import Foundation
import Metering
import Synchronization
import Testing
import _TestSupport

@Suite("Raw frames")
struct RawSourceTests {
  private let codes: [Int16] = (0..<400).map { Int16($0 * 37 % 4096 - 2048) }

  /// The two ends of a pipe, closed with their owner.
  private final class Pipe {
    let output: Int32
    private(set) var input: Int32?

    init() {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      output = ends[0]
      input = ends[1]
    }

    deinit {
      closeInput()
      close(output)
    }

    func closeInput() {
      if let input { close(input) }
      input = nil
    }

    func send(_ bytes: some Sequence<UInt8>) {
      let bytes = Array(bytes)
      #expect(write(input ?? -1, bytes, bytes.count) == bytes.count)
    }
  }

  @Test("a file comes back whole, however it is split into blocks", arguments: [1, 3, 7, 100, 4096, Int.max])
  func roundTrip(block: Int) throws {
    let folder = try TemporaryFolder()
    let source = try Recording.open(folder.write("a.raw", codes.littleEndianBytes))
    #expect(source.rate == 4000)
    #expect(source.channelCount == 4)
    #expect(source.calibration == .nominal(bits: 12))
    #expect(try allFrames(source, block: block) == codes)
  }

  @Test("a pipe delivers every whole frame at once and keeps the partial one")
  func partialReads() throws {
    let pipe = Pipe()
    var source = try RawSource(descriptor: pipe.output, name: "pipe", rate: 8000)
    let bytes = codes.littleEndianBytes
    pipe.send(bytes[..<19])
    #expect(try source.read(upTo: 1000) == Array(codes[..<8]))
    pipe.send(bytes[19..<24])
    #expect(try source.read(upTo: 1000) == Array(codes[8..<12]))
    pipe.send(bytes[24..<80])
    #expect(try source.read(upTo: 2) == Array(codes[12..<20]))
    #expect(try source.read(upTo: 1000) == Array(codes[20..<40]))
    pipe.closeInput()
    #expect(try source.read(upTo: 1000) == [])
    #expect(try source.read(upTo: 1000) == [])
  }

  @Test("a pipe in non-blocking mode is waited for")
  func nonBlocking() throws {
    let pipe = Pipe()
    #expect(fcntl(pipe.output, F_SETFL, O_NONBLOCK) == 0)
    var source = try RawSource(descriptor: pipe.output, name: "pipe", rate: 8000)
    let bytes = codes.littleEndianBytes
    let input = try #require(pipe.input)
    let writer = Thread {
      usleep(30_000)
      _ = write(input, bytes, 8)
    }
    writer.start()
    #expect(try source.read(upTo: 10) == Array(codes[..<4]))
  }

  @Test("a cancelled stream ends, whatever waits in it")
  func cancelled() throws {
    let pipe = Pipe()
    let flag = Flag()
    var source = try RawSource(descriptor: pipe.output, name: "pipe", rate: 8000) { flag.isSet }
    pipe.send(codes.littleEndianBytes[..<11])
    #expect(try source.read(upTo: 10) == Array(codes[..<4]))
    flag.set()
    #expect(try source.read(upTo: 10) == [])
  }

  @Test("a signal that cancels ends a read that waits; one that does not is passed over")
  func signals() async throws {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    #expect(sigaction(SIGUSR1, &action, nil) == 0)
    let pipe = Pipe()
    let flag = Flag()
    let reader = Reader(try RawSource(descriptor: pipe.output, name: "pipe", rate: 8000) { flag.isSet })
    pipe.send(codes.littleEndianBytes[..<3])
    reader.start()
    reader.signalWhileItWaits()
    #expect(!reader.isOver)
    flag.set()
    // Two minutes at most: that bounds a hang.
    for _ in 0..<3000 where !reader.isOver { reader.signalWhileItWaits() }
    #expect(reader.frames == [])
  }

  @Test("the last frame of a stream that is cut off is an error after all whole frames")
  func truncatedStream() throws {
    let pipe = Pipe()
    pipe.send(codes.littleEndianBytes[..<43])
    pipe.closeInput()
    var source = try RawSource(descriptor: pipe.output, name: "pipe", rate: 8000)
    #expect(try source.read(upTo: 100) == Array(codes[..<20]))
    for _ in 1...2 {
      let error = #expect(throws: InputError.self) { try source.read(upTo: 100) }
      #expect(error?.kind == .data)
      #expect(error?.place == "byte 40")
      #expect(error?.problem == "expected a frame of 8 bytes, found 3 at the end: 5 bytes are missing")
    }
  }

  @Test("the last frame of a file that is cut off is left out, with a warning")
  func truncatedFile() throws {
    let folder = try TemporaryFolder()
    var source = try Recording.open(folder.write("a.raw", codes.littleEndianBytes[..<43].map(\.self)))
    #expect(source.warnings == ["the last frame is cut off: expected 8 bytes, found 3"])
    #expect(try source.read(upTo: 100) == Array(codes[..<20]))
    #expect(try source.read(upTo: 100) == [])
  }

  @Test("a file without a whole frame is an error")
  func noFrame() throws {
    let folder = try TemporaryFolder()
    var source = try Recording.open(folder.write("a.raw", codes.littleEndianBytes[..<3].map(\.self)))
    #expect(source.warnings == [])
    let error = #expect(throws: InputError.self) { try source.read(upTo: 100) }
    #expect(error?.problem == "expected a frame of 8 bytes, found 3 at the end: 5 bytes are missing")
  }

  @Test("a code outside the resolution is an error after the frames in front of it")
  func outOfRange() throws {
    let folder = try TemporaryFolder()
    var codes = codes
    codes[4 * 17 + 2] = -2049
    var source = try Recording.open(folder.write("a.raw", codes.littleEndianBytes))
    #expect(try source.read(upTo: 100) == Array(codes[..<68]))
    let error = #expect(throws: InputError.self) { try source.read(upTo: 100) }
    #expect(error?.kind == .data)
    #expect(error?.place == "frame 18, channel I2")
    #expect(error?.problem.contains("12 bits, -2048...2047, found -2049") == true)
    #expect(error?.remedy == .resolution(bits: 13))
  }

  @Test("columns are put in the order of a frame, skipped ones left out, unnamed lower inputs zero")
  func columns() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.raw", ([1, 2, 3, 4, 5, 6, 7, 8] as [Int16]).littleEndianBytes)
    let source = try Recording.open(path, channels: ["i2", "-", "V", "-"])
    #expect(source.channelCount == 3)
    #expect(try allFrames(source) == [3, 0, 1, 7, 0, 5])
  }

  @Test(
    "columns that make no frame are refused",
    arguments: [
      (["I1", "I2"], "expected a column V"), (["V", "V"], "found V twice"),
      (["V", "L1"], "expected V, I1, I2, I3 or - for each column, found \"L1\""),
      (Array(repeating: "-", count: 65), "up to 64 columns, found 65"),
    ])
  func badColumns(columns: [String], problem: String) throws {
    let folder = try TemporaryFolder()
    let error = try failure(folder.write("a.raw", [0, 0]), channels: columns)
    #expect(error?.kind == .data)
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }

  @Test("a rate outside 500...200,000 and bits outside 12...16 are refused")
  func badParameters() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.raw", [0, 0])
    #expect(failure(path, rate: 200_001)?.problem == "expected a rate of 500...200000 frames/s, found 200001")
    #expect(failure(path, rate: 450)?.problem.hasSuffix("a 50 Hz period would have only 9 samples") == true)
    for rate in [0, -1, .nan, .infinity] { #expect(failure(path, rate: rate)?.kind == .data) }
    for bits in [11, 17, 0, -1, .max, .min] {
      let error = failure(path, bits: bits)
      #expect(error?.problem == "expected 12...16 bits, found \(bits)")
      #expect(error?.place == "bits" && error?.remedy == .change(.bits))
    }
  }
}

/// Something that happens once and is seen everywhere.
private final class Flag: Sendable {
  private let state = Atomic(false)
  var isSet: Bool { state.load(ordering: .relaxed) }
  func set() { state.store(true, ordering: .relaxed) }
}

/// A thread that reads once.
private final class Reader: @unchecked Sendable {
  private var source: RawSource
  private let thread = Mutex<pthread_t?>(nil)
  private let result = Mutex<[Int16]?>(nil)

  init(_ source: RawSource) {
    self.source = source
  }

  var frames: [Int16]? { result.withLock(\.self) }
  var isOver: Bool { frames != nil }

  func start() {
    Thread { [self] in
      // The threads of a test block signals, and this one inherits that.
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGUSR1)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      thread.withLock { $0 = pthread_self() }
      let frames = try? source.read(upTo: 10)
      result.withLock { $0 = frames ?? [0] }
    }.start()
  }

  /// Sends the thread a signal, some time after it has begun to wait.
  func signalWhileItWaits() {
    usleep(20_000)
    if !isOver, let thread = thread.withLock(\.self) { pthread_kill(thread, SIGUSR1) }
    usleep(20_000)
  }
}
