// SPDX-License-Identifier: Apache-2.0
import CP1Clamp
import P1Port

// A profile is a function that puts it into its place: a profile that a program does not name is not linked.

/// Puts the profile csp1 into its place.
@c @implementation
public func p1clamp_profile_csp1(_ place: UnsafeMutableRawPointer!) { put(.csp1, into: place) }

/// Puts the profile csp1-v05 into its place.
@c @implementation
public func p1clamp_profile_csp1_v05(_ place: UnsafeMutableRawPointer!) { put(.csp1V05, into: place) }

/// Puts the profile smr5 into its place.
@c @implementation
public func p1clamp_profile_smr5(_ place: UnsafeMutableRawPointer!) { put(.smr5, into: place) }

/// Puts the profile emucs into its place.
@c @implementation
public func p1clamp_profile_emucs(_ place: UnsafeMutableRawPointer!) { put(.emucs, into: place) }

@inline(__always)
private func put(_ profile: TelegramProfile, into place: UnsafeMutableRawPointer!) {
  // The place is the one of ``TelegramProfile/init(_:)``.
  place?.assumingMemoryBound(to: TelegramProfile.self).initialize(to: profile)
}

extension TelegramProfile {
  /// The profile that one of these functions puts into its place.
  init(_ function: @convention(c) (UnsafeMutableRawPointer?) -> Void) {
    self = withUnsafeTemporaryAllocation(of: TelegramProfile.self, capacity: 1) { place in
      function(place.baseAddress)
      return place[0]
    }
  }
}
