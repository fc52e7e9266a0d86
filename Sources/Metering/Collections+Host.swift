// SPDX-License-Identifier: Apache-2.0

// Collections of cases and array literals need a heap, so firmware does without them.
#if !hasFeature(Embedded)
  extension Input: CaseIterable {
    /// Inputs 1, 2 and 3.
    public static let allCases: [Input] = [.input1, .input2, .input3]
  }

  extension Line: CaseIterable {
    /// L1, L2 and L3.
    public static let allCases: [Line] = [.l1, .l2, .l3]
  }

  extension WiringMap.Kind: CaseIterable {
    /// All kinds in the order of the manual.
    public static let allCases: [WiringMap.Kind] = [.single, .star, .delta, .deltaAlternative]
  }

  extension Rotation: CaseIterable {
    /// Right and left.
    public static let allCases: [Rotation] = [.clockwise, .counterclockwise]
  }

  extension Conductor: CaseIterable {
    /// N, L1, L2 and L3.
    public static let allCases: [Conductor] = [.neutral, .l1, .l2, .l3]
  }

  extension WiringMap.Polarity: CaseIterable {
    /// Normal and reversed.
    public static let allCases: [WiringMap.Polarity] = [.normal, .reversed]
  }

  extension PowerModel: CaseIterable {
    /// All models, the default first.
    public static let allCases: [PowerModel] = [.active, .measured, .nominal, .wholeAmperes]
  }

  extension Flags: OptionSet {}

  extension CorrectionTable {
    /// A table of up to eight points, their currents ascending and above 0.
    ///
    /// - Throws: `full` or `notAscending`.
    public init(_ points: [CorrectionPoint]) throws(Failure) {
      self.init()
      for point in points { try append(point) }
    }

    /// The points in order.
    public var list: [CorrectionPoint] { (0..<count).map { self[$0] } }
  }
#endif
