// SPDX-License-Identifier: Apache-2.0

/// Faults at the terminals: the rows of the manual's troubleshooting table (section 7) that concern
/// wiring.
public enum WiringFault: Sendable, CaseIterable {
  /// The supply terminals N and L are exchanged.
  case supplyReversed
  /// A clamp's arrow points from load to grid.
  case arrowReversed
  /// A clamp's wires are at the wrong terminals: exchanged, or those of another clamp.
  case wiresExchanged
  /// A clamp is not closed around one insulated conductor.
  case clampOpen

  /// The symptom in the readings, in a few words.
  public var symptom: String {
    switch self {
    case .supplyReversed: "every line's import shows as export"
    case .arrowReversed: "one line's import shows as export"
    case .wiresExchanged: "wrong phase angle or wrong line"
    case .clampOpen: "zero or too little"
    }
  }

  /// The cause.
  public var cause: String {
    switch self {
    case .supplyReversed: "N and L are exchanged"
    case .arrowReversed: "an arrow points from load to grid"
    case .wiresExchanged: "red and white at wrong terminals"
    case .clampOpen: "a clamp is not around the wire"
    }
  }

  /// The remedy, a sentence.
  public var remedy: String {
    switch self {
    case .supplyReversed: "Connect terminals N and L as the table says."
    case .arrowReversed: "Turn the clamp: the arrow must point from grid to load."
    case .wiresExchanged: "Connect red and white of each clamp to the terminals that the table says."
    case .clampOpen: "Close the clamp fully around one insulated conductor."
    }
  }
}
