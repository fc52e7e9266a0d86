// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import P1ClampCommand

@Suite("Options that are given twice", .serialized)
struct RepeatedOptionTests {
  @Test(
    "are refused with what to write",
    arguments: [
      (
        ["run", "--rate", "4000", "--rate", "8000"],
        "--rate is given twice, 4000 and 8000: give it once, as --rate 8000."
      ),
      (
        ["--rate=4000", "--rate", "8000"],
        "--rate is given twice, 4000 and 8000: give it once, as --rate 8000."
      ),
      (["--tcp", ":1", "--pty", "--tcp=:1"], "--tcp is given twice, :1 and :1: give it once, as --tcp :1."),
      (
        ["sweep", "--currents", "1", "--currents", "5"],
        "--currents is given twice, 1 and 5: give both in one list, as --currents 1,5."
      ),
      (
        ["sweep", "--bits", "12", "--bits", "14"],
        "--bits is given twice, 12 and 14: give both in one list, as --bits 12,14."
      ),
      (
        ["run", "--bits", "12", "--bits", "14"],
        "--bits is given twice, 12 and 14: give it once, as --bits 14."
      ),
    ])
  func refused(arguments: [String], problem: String) async throws {
    let outcome = try await Tool.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("Error: \(problem)\n"), "\(outcome.errors)")
  }

  @Test(
    "a value that looks like an option, and what may be given twice, are not",
    arguments: [
      ["run", "--channels", "--rate", "--rate", "4000"], ["calibrate", "--point", "a", "--point", "b"],
      ["run", "--pty", "--pty"], ["lint", "--", "--tcp", "--tcp"], ["run", "--rate"], [],
    ])
  func allowed(arguments: [String]) throws {
    try RepeatedOption.check(arguments)
  }

  /// An option as the parser describes it.
  private struct Described: Decodable {
    struct Name: Decodable { var name: String }
    var kind: String
    var isRepeating: Bool
    var names: [Name]?
  }

  /// A command as the parser describes it.
  private final class Command: Decodable {
    var arguments: [Described]?
    var subcommands: [Command]?

    var all: [Described] { (arguments ?? []) + (subcommands ?? []).flatMap(\.all) }
  }

  private struct Description: Decodable { var command: Command }

  @Test("every option that takes no value or may be repeated is known, and no other")
  func names() async throws {
    let text = try await Tool.run(["--experimental-dump-help"]).text
    let options = try JSONDecoder().decode(Description.self, from: Data(text.utf8)).command.all
    #expect(options.count > 100)
    func names(_ isWanted: (Described) -> Bool) -> Set<String> {
      Set(options.filter { $0.kind != "positional" && isWanted($0) }.flatMap { $0.names ?? [] }.map(\.name))
    }
    let withValue = names { $0.kind == "option" }
    #expect(names { $0.kind == "flag" }.subtracting(["h"]).isSubset(of: RepeatedOption.flags))
    #expect(withValue.isDisjoint(with: RepeatedOption.flags))
    #expect(names { $0.kind == "option" && $0.isRepeating } == RepeatedOption.repeatable)
    #expect(RepeatedOption.lists.isSubset(of: withValue))
  }
}
