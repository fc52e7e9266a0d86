// SPDX-License-Identifier: Apache-2.0

/// Lets a few at a time do something.
package actor Turnstile {
  /// For what runs other programs: more of them at a time than this starve each other.
  package static let programs = Turnstile(places: 4)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private init(places: Int) {
    free = places
  }

  /// Does something once there is a place for it. What is done must not pass here itself.
  package nonisolated func pass<Result: Sendable>(
    _ work: @Sendable () async throws -> Result
  ) async throws -> Result {
    await enter()
    do {
      let result = try await work()
      await leave()
      return result
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
