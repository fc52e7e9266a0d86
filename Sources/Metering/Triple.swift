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
  case l1 = 1
  case l2, l3

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
public struct Triple<Key: TripleKey, Value> {
  /// The values in the order of the keys: what changes a large one in place, as the subscript would copy it.
  var first: Value
  var second: Value
  var third: Value

  /// Three values in the order of the keys.
  public init(_ first: Value, _ second: Value, _ third: Value) {
    self.first = first
    self.second = second
    self.third = third
  }

  /// The same value for each key.
  public init(repeating value: Value) {
    self.init(value, value, value)
  }

  /// The value of one key.
  public subscript(key: Key) -> Value {
    get {
      switch key.index {
      case 0: first
      case 1: second
      default: third
      }
    }
    set {
      switch key.index {
      case 0: first = newValue
      case 1: second = newValue
      default: third = newValue
      }
    }
  }

  /// The three results of a transformation, under the same keys.
  public func map<Result>(_ transform: (Value) -> Result) -> Triple<Key, Result> {
    .init(transform(first), transform(second), transform(third))
  }

  /// Folds the three values in the order of the keys.
  public func reduce<Result>(_ initial: Result, _ combine: (Result, Value) -> Result) -> Result {
    combine(combine(combine(initial, first), second), third)
  }
}

extension Triple {
  /// Works on the value of one key, by its index 0...2, in its place; the subscript would copy it.
  ///
  /// The values lie one after the other, as in an array.
  @inline(__always)
  mutating func with<Result>(_ index: Int, _ body: (inout Value) -> Result) -> Result {
    assert((0..<3).contains(index))
    return withUnsafeMutableBytes(of: &self) {
      body(&$0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Value.self)[index])
    }
  }
}

extension Triple: Sendable where Value: Sendable {}
extension Triple: Equatable where Value: Equatable {}

/// One value a line.
public typealias PerLine<Value> = Triple<Line, Value>

/// One value an input.
public typealias PerInput<Value> = Triple<Input, Value>

/// One value a channel: the voltage, then inputs 1...3.
public struct PerChannel<Value> {
  /// The voltage channel's value.
  public var voltage: Value
  /// The inputs' values.
  public var inputs: PerInput<Value>

  /// A voltage value and three input values.
  public init(voltage: Value, inputs: PerInput<Value>) {
    self.voltage = voltage
    self.inputs = inputs
  }

  /// The same value for each channel.
  public init(repeating value: Value) {
    self.init(voltage: value, inputs: .init(repeating: value))
  }

  /// The four results of a transformation, under the same channels.
  public func map<Result>(_ transform: (Value) -> Result) -> PerChannel<Result> {
    .init(voltage: transform(voltage), inputs: inputs.map(transform))
  }
}

extension PerChannel {
  /// Works on the value of one channel, by its number 0...3, in its place.
  ///
  /// The values lie one after the other, as in an array.
  @inline(__always)
  mutating func with<Result>(_ channel: Int, _ body: (inout Value) -> Result) -> Result {
    assert((0..<4).contains(channel))
    return withUnsafeMutableBytes(of: &self) {
      body(&$0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Value.self)[channel])
    }
  }

  /// The value of one channel, by its number 0...3, without a copy of the others.
  @inline(__always)
  mutating func of(_ channel: Int) -> Value { with(channel) { $0 } }
}

extension PerChannel: Sendable where Value: Sendable {}
extension PerChannel: Equatable where Value: Equatable {}
