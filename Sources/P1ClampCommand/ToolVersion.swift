// SPDX-License-Identifier: Apache-2.0
import CP1Clamp

/// The version of the tool and of all libraries, which is the one that the header for C states.
enum ToolVersion {
  /// The three numbers of semantic versioning: `0.1.0`.
  static let number = "\(P1CLAMP_VERSION_MAJOR).\(P1CLAMP_VERSION_MINOR).\(P1CLAMP_VERSION_PATCH)"

  /// The lines of `--version`.
  static let text = """
    p1clamp \(number)
    This program links FFTW (GPL-2.0-or-later): as a whole it is under GPL-3.0-or-later.
    P1Clamp's own code is under Apache-2.0.
    """
}
