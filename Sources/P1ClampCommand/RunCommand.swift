// SPDX-License-Identifier: Apache-2.0
import LiveView
import P1Transport
import Recordings
import StrictJSON
import ArgumentParser
import Foundation
import Metering
import MeteringFFTW
import P1Clamp
import P1Port

/// `p1clamp run`: frames in, a reading a second out.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measures an input or a simulated installation and prints a telegram each second.",
    usage: "p1clamp run [<options>]",
    discussion: """
      Frames of a sound card, live, and of a recording:

        arecord -t raw -f S16_LE -c 4 -r 8000 |
          p1clamp run --input - --rate 8000 --bits 16
        p1clamp run --input fault.cfg --channels UL1,IL1,IL2,IL3

      A meter for a charge point and for programs, without a word on standard output:

        p1clamp run --input /dev/frames --format s16le --output none \\
          --tcp 0.0.0.0:8088
        p1clamp run --input /dev/frames --format s16le --output none \\
          --serial /dev/ttyUSB0 --request-line cts

      A page for a browser, and an API that many programs poll:

        p1clamp run --input /dev/frames --format s16le --output none \\
          --http :8080 --fuse 25

      A simulated installation states SIMULATION in the first line of its telegrams, unless --identification is given.
      """)

  @OptionGroup(title: "Input") var input: InputOptions

  @OptionGroup(title: "Measurement") var calibration: CalibrationOption

  @OptionGroup(title: "Measurement") var wiring: WiringOptions

  @OptionGroup(title: "Measurement") var measurement: MeasurementOptions

  @OptionGroup(title: "Results") var results: ResultOptions

  @OptionGroup(title: "Telegrams") var telegrams: TelegramOptions

  @OptionGroup(title: "Ports") var ports: PortOptions

  @Option(
    help: ArgumentHelp(
      """
      A JSON object with any of these options by their names, such as {"profile": "smr5", "tcp": ":8088", "pty": true}; \
      options on the command line win. Its relative paths begin at its own folder.
      """, valueName: "file"))
  var config: String?

  func validate() throws {
    try OutputFiles.check(
      ["--energy": telegrams.energy],
      besides: [
        input.input, input.simulation.scenario, wiring.wiring, calibration.calibration, config,
      ])
    if ports.isAny, !input.isNamed {
      throw ValidationError(
        "A port takes telegrams of a source that is named: --input for what is measured, --scenario for a simulation."
      )
    }
  }

  func run() throws {
    Interruption.listen(orEndWith: EX_IOERR)
    // A signal leaves two seconds for everything.
    defer { StandardError.finish(within: Interruption.isRequested ? 300 : 2000) }
    try reportingErrors {
      try StandardError.queueLines()
      do { try measure() } catch let error as InputError { throw input.advised(error) }
    }
  }

  /// Measures to the end of the input.
  private func measure() throws {
    let opened = try input.open()
    let identity = try identity(for: opened)
    let configuration = try configuration(for: opened)
    let isReplayed = opened.wiring != nil || (ports.isAny && !opened.isLive)
    let pace = results.pace ?? (isReplayed ? .realtime : .fast)
    let energy = try telegrams.energy.map { path throws(InputError) in
      try EnergyFile(path: path, isLive: pace == .realtime || opened.isLive)
    }
    if pace == .realtime || opened.isLive { try StandardOutput.queueResults() }
    let open = try ports.open()
    defer {
      open.forEach { $0.stop() }
      open.forEach { $0.finish() }
    }
    let page = try ports.openPage(
      of: LiveInstrument(
        name: opened.name.inert(limit: 200), isSimulated: opened.wiring != nil, configuration: configuration,
        identity: identity,
        version: ToolVersion.number))
    defer { page?.finish() }
    var run = Run(
      source: opened.source, name: opened.name, output: results.output,
      pace: pace == .realtime ? RealTimePace() : nil,
      clock: telegrams.systemClock(isReplay: pace == .fast && (!opened.isLive || results.pace != nil)),
      ports: open, page: page,
      energy: energy, isLive: opened.isLive, seconds: results.seconds,
      interval: telegrams.interval ?? 1, configuration: configuration)
    complainOfSimulation(opened)
    var failure: (any Error)?
    do {
      try run.measure(
        Sensor(
          configuration, profile: telegrams.profile.profile, identity: identity,
          estimator: measurement.estimator.estimator(
            rate: configuration.rate, channelCount: configuration.channelCount)))
    } catch {
      failure = error
    }
    open.forEach { $0.stop() }
    // Whatever ended the run, the counted energy and the results that wait are written.
    for finish in [{ try energy?.finish() }, { try run.finishOutput() }] {
      do { try finish() } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  /// Whose telegrams they are: those of a simulation say so.
  private func identity(for opened: InputOptions.Opened) throws -> Telegram.Identity {
    try telegrams.identity(identification: opened.wiring == nil ? nil : "SIMULATION")
  }

  /// Tells on standard error that nothing is measured.
  private func complainOfSimulation(_ opened: InputOptions.Opened) {
    guard opened.wiring != nil else { return }
    let mark =
      telegrams.identification == nil
      ? "its telegrams state SIMULATION" : "its telegrams do not tell, as --identification is given"
    complain("\(opened.name) is a simulated installation: \(mark)")
  }

  /// The configuration of the measurement.
  private func configuration(for opened: InputOptions.Opened) throws -> MeterConfiguration {
    let map = try wiring.map(for: opened)
    if measurement.powerModel == .measured { try wiring.checkMeasuredPower(of: map, named: opened.name) }
    let calibration = try calibration.calibration(for: opened.source.calibration, named: opened.name)
    return try MeterConfiguration(
      rate: opened.source.rate, channelCount: opened.source.channelCount, calibration: calibration,
      wiring: map,
      powerModel: measurement.powerModel.model, nominalVoltage: telegrams.identity().nominalVoltage)
  }
}
