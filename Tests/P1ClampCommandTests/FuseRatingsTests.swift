// SPDX-License-Identifier: Apache-2.0
import Metering
import Testing
import _TestSupport

@testable import P1ClampCommand

@Suite("Fuses and the page")
struct FuseRatingsTests {
  @Test("one number is for all lines, three are for one each")
  func numbers() {
    #expect(FuseRatings(argument: "25")?.lines == PerLine(25, 25, 25))
    #expect(FuseRatings(argument: "16,25.5,35")?.lines == PerLine(16, 25.5, 35))
  }

  @Test(
    "anything else is no fuse",
    arguments: ["", "0", "-25", "25,35", "25,35,", "1,2,3,4", "nan", "inf", "20000", "25 A", "a"])
  func refusals(text: String) {
    #expect(FuseRatings(argument: text) == nil)
  }

  @Test("a fuse goes with a page, and a page with a source that is named")
  func usage() async throws {
    let alone = try await Tool.run(["run", "--scenario", "star", "--fuse", "25"])
    #expect(alone.status == 64 && alone.errors.contains("--fuse goes with --http."))
    let unnamed = try await Tool.run(["run", "--http", ":0"])
    #expect(unnamed.status == 64 && unnamed.errors.contains("--scenario for a simulation"))
  }

  @Test("in a file fuses are a number or a text, and a page that cannot be opened ends with 74")
  func file() async throws {
    let folder = try TemporaryFolder()
    for (name, fuse) in [("number", "25"), ("text", #""25,25,35""#)] {
      _ = try folder.write(
        "\(name).json",
        #"{"scenario": "star", "seconds": 1, "pace": "fast", "output": "none", "http": "127.0.0.1:0", "fuse": \#(fuse)}"#
      )
      let outcome = try await Tool.run(["--config", "\(name).json"], in: folder)
      #expect(outcome.status == 0 && outcome.errors.contains("the page is at http://127.0.0.1:"))
    }
    // No machine has this address: it is for examples.
    let outcome = try await Tool.run(["run", "--scenario", "star", "--http", "192.0.2.1:80"])
    #expect(outcome.status == 74 && outcome.errors.contains("192.0.2.1:80"))
  }
}
