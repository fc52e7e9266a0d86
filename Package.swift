// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let swift: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
// Large values are borrowed by their address: a microcontroller's stack has no room for copies.
let borrowing: [SwiftSetting] = [.enableExperimentalFeature("AddressableParameters")]

let package = Package(
  name: "P1Clamp",

  // MARK: Public API
  products: [
    .library(name: "P1Clamp", targets: ["P1Clamp", "Metering", "P1Port"]),
    .library(name: "MeteringFFTW", targets: ["MeteringFFTW"]),
    .library(name: "Waveforms", targets: ["Waveforms"]),
    .library(name: "Tuning", targets: ["Tuning"]),
    .library(name: "Figures", targets: ["Figures"]),
    .executable(name: "p1clamp", targets: ["P1ClampCommand"]),
    // For the firmware package's check against the host.
    .library(name: "_GoldenVectors", targets: ["_GoldenVectors"]),
  ],
  dependencies: [
    // The tool's options, help pages and usage errors.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // The tool's log.
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    // Its plain sockets for the TCP port: a polling thread needs no event loop, and it builds without the packages of SwiftNIO.
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .target(name: "P1Clamp", dependencies: ["Metering", "P1Port"], swiftSettings: swift),
    .target(name: "Metering", dependencies: ["CMeter"], swiftSettings: swift + borrowing),
    .target(name: "P1Port", dependencies: ["Metering"], swiftSettings: swift + borrowing),
    .target(name: "MeteringFFTW", dependencies: ["Metering", "CMeterFFTW"], swiftSettings: swift),
    .target(name: "Waveforms", dependencies: ["Metering"], swiftSettings: swift),
    .target(
      name: "Tuning", dependencies: ["Metering", "MeteringFFTW", "Waveforms"], swiftSettings: swift),
    .target(name: "Figures", swiftSettings: swift),

    // MARK: Implementation details
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
        "P1Clamp", "Metering", "P1Port", "MeteringFFTW", "Waveforms", "Tuning", "Figures",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      swiftSettings: swift),

    // MARK: Tests
    .target(
      name: "_TestSupport", dependencies: ["Metering"], path: "Tests/_TestSupport",
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
      swiftSettings: swift),
    .testTarget(
      name: "MeteringTests", dependencies: ["Metering", "_TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "MeteringFFTWTests",
      dependencies: ["MeteringFFTW", "CMeterFFTW", "Metering", "_TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "P1PortTests", dependencies: ["P1Port", "Metering", "_TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "P1ClampTests",
      dependencies: [
        "P1Clamp", "P1Port", "Metering", "MeteringFFTW", "Waveforms", "Tuning", "CMeter", "_GoldenVectors",
        "_TestSupport",
      ],
      swiftSettings: swift),
    .testTarget(
      name: "WaveformsTests", dependencies: ["Waveforms", "Metering", "_TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "TuningTests",
      dependencies: ["Tuning", "Metering", "MeteringFFTW", "Waveforms", "_TestSupport"],
      swiftSettings: swift),
    .testTarget(name: "FiguresTests", dependencies: ["Figures", "_TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "P1ClampCommandTests",
      dependencies: [
        "P1ClampCommand", "Metering", "P1Port", "_TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
