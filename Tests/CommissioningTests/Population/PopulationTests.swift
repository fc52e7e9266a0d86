// SPDX-License-Identifier: Apache-2.0
import Testing
import _TestSupport

@testable import Commissioning

/// How right the diagnosis is over households that nobody tuned it to; the scores are in the message of a failure, and printed where
/// all trials are taken.
@Suite("The diagnosis of a population")
struct PopulationTests {
  /// Households watched for ten minutes.
  private func score(
    _ seed: UInt64, isDay: Bool = true, isGuided: Bool = false
  ) -> PopulationScore {
    var generator = SeededGenerator(seed: seed)
    var score = PopulationScore()
    for _ in 0..<Trials.count(2000, or: 8) {
      let household = Household(seconds: Trials.areAll ? 600 : 60, isDay: isDay, using: &generator)
      score.add(household, household.diagnosis(isGuided: isGuided, using: &generator))
    }
    if Trials.areAll { print(score) }
    return score
  }

  /// Whether accusations, approvals and what is told with 95 % or more keep their limits; of few households there may be none.
  private func expectHonesty(_ score: PopulationScore) {
    #expect(score.households > 7)
    let (right, wrong) = (Double(score.rightlyWired), Double(score.wronglyWired))
    #expect(Double(score.accusations) <= 0.005 * right, "\(score)\n\(score.mistakes)")
    #expect(Double(score.approvals) <= 0.005 * wrong, "\(score)\n\(score.mistakes)")
    #expect(Double(score.sure.right) >= 0.95 * Double(score.sure.count), "\(score)\n\(score.mistakes)")
  }

  // What is left undecided: lines that carry too little, lines that generate, and faults that show the same as others.
  @Test("ten minutes by day, with what generates told: no false accusation, no false approval")
  func day() {
    let score = score(101)
    expectHonesty(score)
    #expect(!Trials.areAll || Double(score.undecided) <= 0.35 * Double(score.households), "\(score)")
  }

  @Test("ten minutes by night: no false accusation, no false approval")
  func night() {
    expectHonesty(score(103, isDay: false))
  }

  // The user says of each kettle that it is on: where no clamp sees it, one is missing.
  @Test("with a kettle at each line at most 2 % are undecided, and nothing is mistaken")
  func guided() {
    let score = score(105, isGuided: true)
    expectHonesty(score)
    #expect(!Trials.areAll || Double(score.undecided) <= 0.02 * Double(score.households), "\(score)")
  }
}
