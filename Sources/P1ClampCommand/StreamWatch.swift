// SPDX-License-Identifier: Apache-2.0
import Recordings
import StrictJSON

/// Whether a live stream can be trusted: how much it lost on its way, whether its frames come at their rate, and whether its columns
/// are still in their places. It gives a line where that changes.
struct StreamWatch {
  /// A minute, ms.
  private static let minute: UInt64 = 60_000

  private var pace: StreamPace
  private var columns: ColumnWatch
  /// The faults that were told, and when to tell again, ms.
  private var told = StreamFaults()
  private var nextWord: UInt64 = 0

  /// Whether the columns were told to be turned.
  var areColumnsTurned: Bool { columns.isTold }

  /// A watch over frames at a rate.
  init(rate: Double, channelCount: Int) {
    pace = StreamPace(rate: rate)
    columns = ColumnWatch(rate: rate, channelCount: channelCount)
  }

  /// Looks at a block of frames as it arrives.
  ///
  /// - Parameters:
  ///   - frames: Its codes, interleaved.
  ///   - lost: Frames that were lost before it.
  ///   - faults: The stream's faults so far.
  ///   - now: The time, ms of a clock that nobody sets.
  ///   - isLive: Whether the frames are measured as they come: otherwise neither their pace nor their columns are watched.
  mutating func lines(
    about frames: [Int16], lost: Int, faults: StreamFaults, at now: UInt64, isLive: Bool
  ) -> [String] {
    var lines: [String] = []
    if now >= nextWord, let line = line(about: faults) {
      lines.append(line)
      nextWord = now + Self.minute
    }
    guard isLive else { return lines }
    let count = frames.count / columns.channelCount
    for line in [columns.line(about: frames, lost: lost), pace.line(frames: count, lost: lost, at: now)] {
      if let line { lines.append(line) }
    }
    return lines
  }

  /// The line about faults that were not told yet; nil where there are none.
  mutating func line(about faults: StreamFaults) -> String? {
    let words = faults.words(since: told)
    guard !words.isEmpty else { return nil }
    told = faults
    return words
  }
}

/// The rate at which frames come, by the clock: one that is wrong makes frequency and energy wrong by as much.
struct StreamPace {
  /// Time over which frames are counted, ms: chunks of a second then show a rate to within 0.2 %.
  static let window: UInt64 = 60_000
  /// How far the rate may be off, relative.
  static let tolerance = 0.005
  /// Windows in a row that show another rate before it is told.
  private static let proof = 2

  private let rate: Double
  private var start: UInt64?
  private var count = 0
  private var wrong = 0
  private var isTold = false

  /// Frames at a rate, frames/s.
  init(rate: Double) {
    self.rate = rate
  }

  /// The line about frames that have arrived; nil where there is nothing new.
  ///
  /// - Parameters:
  ///   - frames: How many have arrived.
  ///   - lost: Frames that were lost before them: after any, the count begins again.
  ///   - now: The time, ms of a clock that nobody sets.
  mutating func line(frames: Int, lost: Int, at now: UInt64) -> String? {
    guard let start, lost == 0 else {
      // Frames that come with the first look may have waited.
      (self.start, count) = (now, 0)
      return nil
    }
    count += frames
    guard now >= start + Self.window, frames > 0 else { return nil }
    let found = Double(count) * 1000 / Double(now - start)
    (self.start, count) = (now, 0)
    let isWrong = abs(found / rate - 1) > Self.tolerance
    wrong = isWrong ? wrong + 1 : 0
    if isWrong, wrong >= Self.proof, !isTold {
      isTold = true
      let percent = NumberText.number((found / rate - 1) * 100, digits: 2)
      return """
        frames come at \(NumberText.number(found, digits: 5)) a second by the clock, not at \(NumberText.number(rate)): energy is \
        wrong by \(percent) %; is --rate right, or are bytes lost?
        """
    }
    guard !isWrong, isTold else { return nil }
    isTold = false
    return "frames come at their rate again"
  }
}

/// Whether the voltage is still in its column: a lost code shifts the columns of raw frames for good.
///
/// It learns the level of the first column while that is steady, as a mains voltage is. Where that column is far from the learned
/// level for three seconds, and another column has it, the columns are shifted.
struct ColumnWatch {
  let channelCount: Int

  /// Seconds that show the voltage's level, and that show that it is gone.
  private static let (learning, proof) = (5, 3)
  /// How far a level may be off, relative.
  private static let tolerance = 0.2
  /// The least level that is one, codes RMS.
  private static let least = 100.0

  private let framesPerSecond: Int
  private var sums: [(count: Double, sum: Double, squares: Double)]
  private var frames = 0
  /// Levels of the first column while it is learned.
  private var levels: [Double] = []
  private var level: Double?
  /// The place to which the voltage seems to have gone, and for how many seconds.
  private var suspicion: (column: Int?, seconds: Int) = (nil, 0)
  /// Whether it was told that they are shifted.
  private(set) var isTold = false

  /// Frames of some channels at a rate.
  init(rate: Double, channelCount: Int) {
    self.channelCount = channelCount
    framesPerSecond = max(1, Int(rate))
    sums = Array(repeating: (0, 0, 0), count: channelCount)
  }

  /// The line about frames; nil where there is nothing new.
  mutating func line(about codes: [Int16], lost: Int) -> String? {
    if lost > 0 { clear() }
    var line: String?
    for start in stride(from: 0, to: codes.count - channelCount + 1, by: channelCount) {
      for column in 0..<channelCount {
        let code = Double(codes[start + column])
        sums[column].count += 1
        sums[column].sum += code
        sums[column].squares += code * code
      }
      frames += 1
      if frames == framesPerSecond {
        line = judge(sums.map(Self.level)) ?? line
        clear()
      }
    }
    return line
  }

  /// RMS about the mean, codes.
  private static func level(_ sums: (count: Double, sum: Double, squares: Double)) -> Double {
    let mean = sums.sum / sums.count
    return max(0, sums.squares / sums.count - mean * mean).squareRoot()
  }

  private mutating func clear() {
    frames = 0
    sums = Array(repeating: (0, 0, 0), count: channelCount)
  }

  private func isNear(_ found: Double, _ level: Double) -> Bool {
    abs(found / level - 1) <= Self.tolerance
  }

  /// Judges a second by the level of each column.
  private mutating func judge(_ found: [Double]) -> String? {
    guard let level else {
      levels = found[0] >= Self.least && levels.allSatisfy { isNear(found[0], $0) } ? levels + [found[0]] : []
      if levels.count == Self.learning { self.level = levels.reduce(0, +) / Double(levels.count) }
      return nil
    }
    guard !isNear(found[0], level) else {
      suspicion = (nil, 0)
      guard isTold else { return nil }
      isTold = false
      return "the voltage is in its column again"
    }
    let column = found.indices.dropFirst().first { isNear(found[$0], level) }
    suspicion = (column, column == suspicion.column ? suspicion.seconds + 1 : 1)
    guard let column, suspicion.seconds >= Self.proof, !isTold else { return nil }
    isTold = true
    return """
      the voltage has moved from the first column to column \(column + 1): a code was lost on the way, all columns are turned and \
      nothing that is measured is right; start the source again, or have it send --format frames
      """
  }
}
