// SPDX-License-Identifier: Apache-2.0

/// A channel of the frames.
public enum Channel: Equatable, Sendable {
  /// The voltage reference.
  case voltage
  /// The current of an input.
  case input(Input)

  /// Its place in a frame, 0...3.
  public var index: Int {
    switch self {
    case .voltage: 0
    case .input(let input): Int(input.rawValue)
    }
  }
}

/// One value a channel: the voltage, then inputs 1...3.
///
/// Changing a value through its channel copies it. To change it in place, use its name.
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

  /// The value of one channel.
  public subscript(channel: Channel) -> Value {
    get { self[channel.index] }
    set { self[channel.index] = newValue }
  }

  /// The value of the channel at a place in a frame, 0...3.
  subscript(index: Int) -> Value {
    get { index == 0 ? voltage : inputs[index &- 1] }
    set {
      if index == 0 {
        voltage = newValue
      } else {
        inputs[index &- 1] = newValue
      }
    }
  }

  /// The four results of a transformation, under the same channels.
  public func map<Result>(_ transform: (Value) -> Result) -> PerChannel<Result> {
    .init(voltage: transform(voltage), inputs: inputs.map(transform))
  }
}

extension PerChannel: Sendable where Value: Sendable {}
extension PerChannel: Equatable where Value: Equatable {}
