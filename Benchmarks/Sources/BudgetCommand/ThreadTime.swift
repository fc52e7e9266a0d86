// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Time that this thread has computed for, which other programs do not lengthen as they do that of the wall.
enum ThreadTime {
  /// Seconds since some instant.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Times of some steps, seconds, each the mean of `repetitions` in a row, of which a tenth are shorter.
  ///
  /// The steps take turns, so that what slows the machine down slows all of them down; the shorter times are those in which
  /// nobody else used the other half of the same core.
  static func lowerDeciles(
    rounds: Int, repetitions: Int, of steps: [() throws -> Void]
  ) throws -> [Double] {
    var times = [[Double]](repeating: [], count: steps.count)
    for _ in 0..<rounds {
      for (index, step) in steps.enumerated() {
        // The first one brings code and data into the caches.
        try step()
        let start = now
        for _ in 0..<repetitions { try step() }
        times[index].append((now - start) / Double(repetitions))
      }
    }
    return times.map { $0.sorted()[$0.count / 10] }
  }

  /// The most memory that this process ever had, bytes.
  static var peakMemory: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(RUSAGE_SELF.rawValue, &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage.ru_maxrss * 1024
  }
}
