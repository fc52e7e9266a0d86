// SPDX-License-Identifier: Apache-2.0

// Names as files and command lines have them: comparing texts needs tables that firmware does without. Each is
// found by a switch: for a type that has names, == would compare the names.
#if !hasFeature(Embedded)
  extension WiringMap.Kind: RawRepresentable {
    /// The kind that a name stands for; nil for any other text.
    public init?(rawValue: String) {
      self.init(named: rawValue)
    }

    /// `single`, `star`, `delta` or `delta-alternative`.
    public var rawValue: String {
      switch self {
      case .single: "single"
      case .star: "star"
      case .delta: "delta"
      case .deltaAlternative: "delta-alternative"
      }
    }
  }

  extension Rotation: RawRepresentable {
    /// The rotation that a name stands for; nil for any other text.
    public init?(rawValue: String) {
      self.init(named: rawValue)
    }

    /// `right` or `left`.
    public var rawValue: String {
      switch self {
      case .clockwise: "right"
      case .counterclockwise: "left"
      }
    }
  }

  extension Conductor: RawRepresentable {
    /// The conductor that a name stands for; nil for any other text.
    public init?(rawValue: String) {
      self.init(named: rawValue)
    }

    /// `N`, `L1`, `L2` or `L3`.
    public var rawValue: String { asLine.map { "\($0.name)" } ?? "N" }
  }

  extension WiringMap.Polarity: RawRepresentable {
    /// The polarity that a name stands for; nil for any other text.
    public init?(rawValue: String) {
      self.init(named: rawValue)
    }

    /// `normal` or `reversed`.
    public var rawValue: String {
      switch self {
      case .normal: "normal"
      case .reversed: "reversed"
      }
    }
  }

  extension Flags {
    /// The names of the conditions that hold, in the order of their bits.
    public var names: [String] {
      let all: [(Flags, String)] = [
        (.clipped, "clipped"), (.overRange, "overRange"), (.belowRange, "belowRange"),
        (.noSignal, "noSignal"), (.derived, "derived"), (.frequencyLost, "frequencyLost"), (.gap, "gap"),
        (.jump, "jump"), (.dip, "dip"),
      ]
      return all.filter { contains($0.0) }.map(\.1)
    }
  }

  extension RawRepresentable<String> where Self: CaseIterable {
    /// The case that a name stands for; nil for any other text.
    fileprivate init?(named name: String) {
      guard let found = Self.allCases.first(where: { $0.rawValue == name }) else { return nil }
      self = found
    }
  }
#endif
