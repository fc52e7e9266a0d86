// SPDX-License-Identifier: Apache-2.0
import StrictJSON
import Testing

@Suite("The nearest name")
struct NearestNameTests {
  private let names = ["seconds", "tcp", "log-level", "rate", "ratio"]

  @Test(
    "one with a letter missing, added, wrong or exchanged, or written otherwise, is found",
    arguments: [
      ("secnds", "seconds"), ("secconds", "seconds"), ("sekonds", "seconds"), ("secnods", "seconds"),
      ("tpc", "tcp"),
      ("logLevel", "log-level"), ("LOG_LEVEL", "log-level"), ("rat", "rate"), ("rati", "rate"),
      ("ratios", "ratio"),
    ])
  func near(word: String, name: String) {
    #expect(word.nearest(among: names) == name)
  }

  @Test("a word that is far from all has none", arguments: ["", "t", "c", "volume", "sec", "level", "päth"])
  func far(word: String) {
    #expect(word.nearest(among: names) == nil)
  }

  @Test("whatever single letter is removed, inserted or changed in a long name, it is found")
  func everyEdit() {
    let name = "referenceAngleDegrees"
    for index in name.indices {
      var removed = name
      removed.remove(at: index)
      var inserted = name
      inserted.insert("x", at: index)
      var changed = name
      changed.replaceSubrange(index...index, with: "x")
      for word in [removed, inserted, changed] {
        #expect(word.nearest(among: ["input", "line", "polarity", name]) == name, "\(word)")
      }
    }
  }
}
