// SPDX-License-Identifier: Apache-2.0
public import Metering

/// The seconds of a stream whose readings cannot be used, and why.
public struct LeftOutSeconds: Sendable, Equatable {
  /// Seconds in a row with the same conditions.
  private struct Span: Equatable {
    var first: Int
    var last: Int
    var reason: String
  }

  /// How many there are.
  public private(set) var count = 0
  private var spans: [Span] = []

  /// None.
  public init() {}

  /// Adds the second that a reading is of.
  ///
  /// - Parameters:
  ///   - reading: The reading; what is wrong with the whole cycle is in its flags.
  ///   - lines: The lines that were to be used, with their flags.
  ///   - names: What to call each of them where it is clipped; none where there is one alone.
  ///   - irrelevant: Conditions that do no harm.
  public mutating func add(
    _ reading: Reading, lines: [LineReading?], names: [String] = [], besides irrelevant: Flags = []
  ) {
    count += 1
    let flags = lines.reduce(reading.flags) { $0.union($1?.flags ?? []) }.subtracting(irrelevant)
    // The flag of the whole cycle is that of the voltage.
    var clipped = reading.flags.contains(.clipped) ? ["voltage"] : []
    clipped += zip(names, lines).filter { $1?.flags.contains(.clipped) ?? false }.map(\.0)
    let conditions = flags.names.map { name in
      name == "clipped" && !clipped.isEmpty ? clipped.joined(separator: " and ") + " clipped" : name
    }
    let reason = flags.isEmpty ? "no current of the mains frequency" : conditions.joined(separator: ", ")
    let second = Int(reading.time)
    if let span = spans.last, span.reason == reason, span.last + 1 == second {
      spans[spans.count - 1].last = second
    } else {
      spans.append(Span(first: second, last: second, reason: reason))
    }
  }

  /// Where they are and why: `second 3: gap; seconds 5...7: clipped`, and after six places how many more seconds there are.
  public var text: String {
    let most = 6
    let places = spans.prefix(most).map { span in
      span.first == span.last
        ? "second \(span.first): \(span.reason)" : "seconds \(span.first)...\(span.last): \(span.reason)"
    }
    let more = spans.dropFirst(most).reduce(0) { $0 + $1.last - $1.first + 1 }
    return places.joined(separator: "; ") + (more > 0 ? "; and \(more) s more" : "")
  }
}
