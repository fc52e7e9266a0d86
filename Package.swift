// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let swift: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
// Whether CI builds with sanitizers: the tests' own code stays as it is written, as optimising it takes longer than running it.
let isSanitized = Context.environment["P1CLAMP_SANITIZED"] != nil
let tests = swift + (isSanitized ? [.unsafeFlags(["-Onone"])] : [])
// Large values are borrowed by their address: a microcontroller's stack has no room for copies.
let borrowing: [SwiftSetting] = [.enableExperimentalFeature("AddressableParameters")]
// A span for a pointer and its count.
let spans: [SwiftSetting] = [.enableExperimentalFeature("SafeInteropWrappers")]

let package = Package(
  name: "P1Clamp",

  // MARK: Public API
  products: [
    // Shared by hosts and firmware.
    .library(name: "P1Clamp", targets: ["P1Clamp", "Metering", "P1Port"]),
    .library(name: "CMeter", targets: ["CMeter"]),
    // For other languages: its functions are those of p1clamp.h, which the module CP1Clamp declares.
    .library(name: "P1ClampC", targets: ["P1ClampC"]),
    // Hosts only.
    .library(name: "MeteringFFTW", targets: ["MeteringFFTW"]),
    .library(name: "StrictJSON", targets: ["StrictJSON"]),
    .library(name: "Recordings", targets: ["Recordings"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "CalibrationFitting", targets: ["CalibrationFitting"]),
    .library(name: "Commissioning", targets: ["Commissioning"]),
    .library(name: "AccuracySweep", targets: ["AccuracySweep"]),
    .library(name: "Drawing", targets: ["Drawing"]),
    .library(name: "P1Lint", targets: ["P1Lint"]),
    .library(name: "P1Transport", targets: ["P1Transport"]),
    .library(name: "LiveView", targets: ["LiveView"]),
    .executable(name: "p1clamp", targets: ["P1ClampCommand"]),
    // For the firmware package's check against the host.
    .library(name: "_GoldenVectors", targets: ["_GoldenVectors"]),
  ],
  traits: [
    .default(enabledTraits: ["Tool"]),
    .trait(
      name: "Tool",
      description: """
        The p1clamp tool, and TCP in P1Transport. A client of the libraries with `traits: []` resolves and builds none \
        of the packages for them.
        """),
  ],
  dependencies: [
    // Opens, reads and writes files and devices with typed errors and without hand-written calls of libc.
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // What only the tool needs goes with the trait Tool.
    // The tool's options, help pages and usage errors.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // The tool's log.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // Its plain sockets for the TCP port: a polling thread needs no event loop, and it builds without the packages of SwiftNIO.
    // A version below 1.0 may change in any of its parts: this very one.
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    .target(name: "P1Clamp", dependencies: ["Metering", "P1Port"], swiftSettings: swift),
    .target(
      name: "P1ClampC", dependencies: ["Metering", "P1Port", "P1Clamp", "CP1Clamp"], exclude: ["include"],
      swiftSettings: swift + borrowing),
    // The header of P1ClampC.
    .systemLibrary(name: "CP1Clamp", path: "Sources/P1ClampC/include"),
    .target(name: "Metering", dependencies: ["CMeter"], swiftSettings: swift + borrowing + spans),
    .target(name: "P1Port", dependencies: ["Metering"], swiftSettings: swift + borrowing),
    .target(name: "MeteringFFTW", dependencies: ["Metering", "CMeterFFTW"], swiftSettings: swift),
    .target(name: "StrictJSON", swiftSettings: swift),
    .target(
      name: "Recordings", dependencies: ["Metering", "P1Port", "StrictJSON", "HostFiles"],
      swiftSettings: swift),
    .target(
      name: "Simulation", dependencies: ["Metering", "StrictJSON", "HostFiles", "Recordings"],
      swiftSettings: swift),
    .target(
      name: "CalibrationFitting",
      dependencies: ["Metering", "StrictJSON", "HostFiles", "Recordings", "Simulation"],
      swiftSettings: swift),
    .target(
      name: "Commissioning",
      dependencies: [
        "Metering", "StrictJSON", "HostFiles", "Recordings", "Simulation", "CalibrationFitting",
      ],
      swiftSettings: swift),
    .target(
      name: "AccuracySweep",
      dependencies: [
        "Metering", "MeteringFFTW", "StrictJSON", "HostFiles", "Recordings", "Simulation",
        "CalibrationFitting",
      ],
      swiftSettings: swift),
    .target(name: "Drawing", dependencies: ["StrictJSON"], swiftSettings: swift),
    .target(name: "P1Lint", dependencies: ["P1Port", "StrictJSON"], swiftSettings: swift),
    .target(
      name: "P1Transport",
      dependencies: [
        "P1Port", "HostFiles",
        // For TCP alone: the files that need it stand in `#if Tool`.
        .product(name: "FlyingSocks", package: "FlyingFox", condition: .when(traits: ["Tool"])),
      ],
      swiftSettings: swift),
    .target(
      name: "LiveView",
      dependencies: [
        "Metering", "P1Port", "StrictJSON", "HostFiles", "Commissioning", "Drawing", "P1Transport",
        // For the server alone, as in P1Transport.
        .product(name: "FlyingSocks", package: "FlyingFox", condition: .when(traits: ["Tool"])),
      ],
      // In the program: no path of the file system is opened.
      resources: ["page.html", "page.css", "page.js", "charts.js", "icon.svg"].map {
        .embedInCode("Resources/\($0)")
      },
      swiftSettings: swift),

    // MARK: Implementation details
    // How the modules for hosts open, read and replace files; to clients they give names of files and what was in them.
    .target(
      name: "HostFiles",
      dependencies: ["StrictJSON", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: swift),
    .target(name: "CMeter", path: "CSources/CMeter"),
    .target(
      name: "CMeterFFTW", dependencies: ["CFFTW"], path: "CSources/CMeterFFTW",
      cSettings: [.define("_DEFAULT_SOURCE")], linkerSettings: [.linkedLibrary("m")]),
    // FFTW: the fast Fourier transforms of the host's phasor estimator.
    .systemLibrary(
      name: "CFFTW", path: "CSources/CFFTW", pkgConfig: "fftw3",
      providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),

    // MARK: Tool
    .executableTarget(
      name: "P1ClampCommand",
      dependencies: [
        "P1Clamp", "Metering", "P1Port", "MeteringFFTW", "StrictJSON", "HostFiles", "Recordings",
        "Simulation", "CalibrationFitting", "Commissioning", "AccuracySweep", "Drawing", "P1Lint",
        "P1Transport", "LiveView", "CP1Clamp",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["Tool"])),
        .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Tool"])),
      ],
      swiftSettings: swift),

    // MARK: Tests
    .target(
      name: "_TestSupport", dependencies: ["Metering", "P1Port", "Simulation"], path: "Tests/_TestSupport",
      swiftSettings: swift),
    .target(
      name: "_GoldenVectors", dependencies: ["Metering"], path: "Tests/_GoldenVectors",
      swiftSettings: swift),
    // The loops for cores with DSP instructions, in plain C.
    .target(
      name: "_CMeterTwins", dependencies: ["CMeter"], path: "Tests/_CMeterTwins",
      cSettings: [.headerSearchPath("../../CSources/CMeter")]),
    .testTarget(
      name: "CMeterTests", dependencies: ["CMeter", "_CMeterTwins", "_TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "MeteringTests", dependencies: ["Metering", "_TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "MeteringFFTWTests",
      dependencies: ["MeteringFFTW", "CMeterFFTW", "Metering", "_TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "P1PortTests", dependencies: ["P1Port", "Metering", "_TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "P1ClampTests",
      dependencies: [
        "P1Clamp", "P1Port", "Metering", "MeteringFFTW", "Recordings", "Simulation", "CalibrationFitting",
        "CMeter", "_GoldenVectors", "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "P1ClampCTests",
      dependencies: [
        "P1ClampC", "CP1Clamp", "P1Clamp", "P1Port", "Metering", "Simulation", "CalibrationFitting",
        "_GoldenVectors",
        "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "StrictJSONTests",
      dependencies: [
        "StrictJSON", "Recordings", "Simulation", "CalibrationFitting", "Commissioning", "P1ClampCommand",
        "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "HostFilesTests", dependencies: ["HostFiles", "StrictJSON", "_TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "RecordingsTests",
      dependencies: ["Recordings", "Metering", "P1Port", "StrictJSON", "Simulation", "_TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Simulation", "Metering", "StrictJSON", "_TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "CalibrationFittingTests",
      dependencies: [
        "CalibrationFitting", "Metering", "MeteringFFTW", "StrictJSON", "HostFiles", "Recordings",
        "Simulation", "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "CommissioningTests",
      dependencies: [
        "Commissioning", "Metering", "MeteringFFTW", "StrictJSON", "Recordings", "Simulation", "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "AccuracySweepTests",
      dependencies: [
        "AccuracySweep", "Metering", "MeteringFFTW", "StrictJSON", "Simulation", "CalibrationFitting",
        "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing"], swiftSettings: tests),
    .testTarget(
      name: "P1LintTests",
      dependencies: [
        "P1Lint", "P1Clamp", "P1Port", "Metering", "MeteringFFTW", "Recordings", "Simulation", "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "P1TransportTests",
      dependencies: ["P1Transport", "P1Port", "_TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "LiveViewTests",
      dependencies: [
        "LiveView", "P1Transport", "P1Port", "Metering", "StrictJSON", "_TestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "P1ClampCommandTests",
      dependencies: [
        "P1ClampCommand", "Metering", "P1Port", "P1Clamp", "MeteringFFTW", "StrictJSON", "Recordings",
        "Simulation", "CalibrationFitting", "P1Transport", "_TestSupport",
      ],
      swiftSettings: tests),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)

// The documentation as a site; clients resolve nothing for it.
if Context.environment["P1CLAMP_DOCUMENTATION"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

// Sanitizers look at C and at what touches memory by itself. These modules do neither.
if isSanitized {
  let safe = ["CalibrationFittingTests", "CommissioningTests", "AccuracySweepTests", "DrawingTests"]
  package.targets.removeAll { safe.contains($0.name) }
}
