// SPDX-License-Identifier: Apache-2.0

/// A name for one of exactly three things: the lines of a mains net or the inputs of the sensor.
public protocol TripleKey: Equatable, Sendable {
  /// 0, 1 or 2.
  var index: Int { get }
}

/// A CT terminal pair of the sensor, named as on its housing.
public enum Input: UInt8, TripleKey {
  /// Terminals 5 (red) and 6 (white).
  case input1 = 1
  /// Terminals 7 (red) and 8 (white).
  case input2
  /// Terminals 9 (red) and 10 (white).
  case input3

  /// 0, 1 or 2.
  public var index: Int { Int(rawValue) - 1 }
}

/// A phase conductor of the installation.
public enum Line: UInt8, TripleKey {
  /// Line L1.
  case l1 = 1
  /// Line L2.
  case l2
  /// Line L3.
  case l3

  /// 0, 1 or 2.
  public var index: Int { Int(rawValue) - 1 }

  /// `L1`, `L2` or `L3`.
  public var name: StaticString {
    switch self {
    case .l1: "L1"
    case .l2: "L2"
    case .l3: "L3"
    }
  }
}

/// Three values, one for each key; the heapless dictionary of the shared modules.
///
/// Functions that change a value in place are always inlined: otherwise they would need a heap.
public struct Triple<Key: TripleKey, Value> {
  private var values: InlineArray<3, Value>

  /// Three values in the order of the keys.
  public init(_ first: Value, _ second: Value, _ third: Value) {
    values = [first, second, third]
  }

  /// The same value for each key.
  public init(repeating value: Value) {
    values = [value, value, value]
  }

  /// The value of one key.
  public subscript(key: Key) -> Value {
    @inline(__always) _read { yield values[key.index] }
    @inline(__always) _modify { yield &values[key.index] }
  }

  /// The value of the key with an index, 0...2.
  subscript(index: Int) -> Value {
    @inline(__always) _read { yield values[index] }
    @inline(__always) _modify { yield &values[index] }
  }

  /// The three results of a transformation, under the same keys.
  public func map<Result>(_ transform: (Value) -> Result) -> Triple<Key, Result> {
    .init(transform(values[0]), transform(values[1]), transform(values[2]))
  }

  /// Folds the three values in the order of the keys.
  public func reduce<Result>(_ initial: Result, _ combine: (Result, Value) -> Result) -> Result {
    combine(combine(combine(initial, values[0]), values[1]), values[2])
  }
}

extension Triple: Sendable where Value: Sendable {}
extension Triple: Equatable where Value: Equatable {
  /// Whether the values of each key are equal.
  public static func == (a: Triple, b: Triple) -> Bool {
    a.values[0] == b.values[0] && a.values[1] == b.values[1] && a.values[2] == b.values[2]
  }
}

/// One value a line.
public typealias PerLine<Value> = Triple<Line, Value>

/// One value an input.
public typealias PerInput<Value> = Triple<Input, Value>
