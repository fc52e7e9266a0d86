// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import P1Port

/// Options on the form of telegrams and on what they say of the device.
struct TelegramOptions: ParsableArguments {
  /// The time that telegrams state.
  enum Clock: String, ExpressibleByArgument, CaseIterable {
    case unset, system
  }

  @Option(help: "The telegram's dialect.")
  var profile: Profile = .csp1

  @Option(
    help: """
      What telegrams say of the time: nothing, or the time at which they leave; with --pace fast, that of the start \
      and the seconds of the input (default: system for smr5 and emucs, else unset).
      """)
  var clock: Clock?

  @Option(
    help: ArgumentHelp("The place whose time telegrams state (default: Europe/Amsterdam).", valueName: "name")
  )
  var timeZone: String?

  @Option(
    help: ArgumentHelp(
      "What follows /XMX5 in the first line, up to 16 characters (default: XMXCQA0000008879; of a simulation SIMULATION).",
      valueName: "text"))
  var identification: String?

  @Option(
    help: ArgumentHelp(
      "The equipment identifier, up to 32 characters, of its own for each device (default: E0000000000000000).",
      valueName: "text"))
  var equipmentId: String?

  @Option(
    help: ArgumentHelp(
      "The version text of csp1 and csp1-v05, up to 16 characters (default: XMX_P1CS_V05).", valueName: "text"
    ))
  var versionText: String?

  @Option(
    help: ArgumentHelp(
      """
      Nominal voltage, between two lines where there is no neutral, 1...999.9 (default: 230). Powers are made of it and \
      telegrams state it, without a neutral over the root of 3; not with --power-model measured.
      """,
      valueName: "v"))
  var nominalVoltage: Double?

  @Option(
    help: ArgumentHelp(
      """
      Seconds from one telegram to the next, 1...3600; 10 for readers of DSMR 4 (default: 1). Each is of the newest \
      reading, and energy is counted every second.
      """, valueName: "seconds"))
  var interval: Int?

  @Option(
    help: ArgumentHelp(
      """
      Count energy into and out of the installation in this file, which telegrams then state in 1.8.1 and 2.8.1 (default: \
      they state none). It goes on where the last run stopped, and is written once a minute and at the end.
      """, valueName: "file"))
  var energy: String?

  func validate() throws {
    if let interval, !(1...3600).contains(interval) {
      throw ValidationError("--interval takes 1...3600 seconds, not \(interval).")
    }
    let dialect = profile.rawValue
    if clock == .system, profile.profile.clock == .unset {
      throw ValidationError(
        "--clock system does not go with --profile \(dialect), whose clock is always unset.")
    }
    if clock == .unset, profile.profile.clock == .required {
      throw ValidationError("--clock unset does not go with --profile \(dialect), which states the time.")
    }
    if let timeZone {
      guard showsTime else { throw ValidationError("--time-zone goes with --clock system.") }
      guard TimeZone(identifier: timeZone) != nil else {
        throw ValidationError("--time-zone takes a name such as Europe/Amsterdam, not \(timeZone).")
      }
    }
    if versionText != nil, !profile.hasVersionText {
      throw ValidationError("--version-text does not go with --profile \(dialect), which has none.")
    }
    _ = try identity()
  }

  /// Whose telegrams they are.
  ///
  /// - Parameter other: The text after /XMX5 where no option gives one; nil for that of the device.
  /// - Throws: A usage error for a text that is too long or has other characters, and for a voltage out of its range.
  func identity(identification other: Telegram.Text? = nil) throws -> Telegram.Identity {
    let device = Telegram.Identity()
    do {
      return try Telegram.Identity(
        identification: text(identification, of: "--identification") ?? other ?? device.identification,
        equipment: text(equipmentId, of: "--equipment-id") ?? device.equipment,
        versionText: text(versionText, of: "--version-text") ?? device.versionText,
        nominalVoltage: nominalVoltage ?? device.nominalVoltage)
    } catch Telegram.Identity.Failure.identificationTooLong {
      throw ValidationError("--identification takes up to 16 characters, not \(identification!.count).")
    } catch Telegram.Identity.Failure.versionTextTooLong {
      throw ValidationError("--version-text takes up to 16 characters, not \(versionText!.count).")
    } catch Telegram.Identity.Failure.voltageOutOfRange {
      throw ValidationError("--nominal-voltage takes 1...999.9 V, not \(nominalVoltage!).")
    }
  }

  /// The clock that telegrams show; nil for none.
  ///
  /// - Parameter isReplay: Whether readings come faster than the seconds that they cover.
  func systemClock(isReplay: Bool) -> SystemClock? {
    guard showsTime, let zone = TimeZone(identifier: timeZone ?? "Europe/Amsterdam") else { return nil }
    return SystemClock(timeZone: zone, replayingFrom: isReplay ? Date() : nil)
  }

  private var showsTime: Bool { clock == .system || (clock == nil && profile.profile.clock == .required) }

  private func text(_ value: String?, of option: String) throws -> Telegram.Text? {
    guard let value else { return nil }
    do throws(Telegram.Text.Failure) {
      return try Telegram.Text(value.utf8)
    } catch {
      switch error {
      case .empty:
        throw ValidationError("\(option) takes at least one character.")
      case .tooLong:
        throw ValidationError("\(option) takes up to 32 characters, not \(value.utf8.count).")
      case .forbidden(let byte, let position):
        throw ValidationError(
          "\(option) takes visible ASCII characters other than / ! ( and ), not byte \(byte) at position \(position + 1)."
        )
      }
    }
  }
}
