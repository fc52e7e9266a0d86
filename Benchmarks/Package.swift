// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let swift: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "P1Clamp", path: ".."),
    // Measures and compares; without its traits it needs no other allocator.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    // The options of the budget command.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // MARK: What is measured
    .target(name: "Limits", linkerSettings: [.linkedLibrary("fftw3")]),
    .target(
      name: "Workload",
      dependencies: [
        "Limits",
        .product(name: "P1Clamp", package: "P1Clamp"),
        .product(name: "MeteringFFTW", package: "P1Clamp"),
        .product(name: "Simulation", package: "P1Clamp"),
      ],
      swiftSettings: swift),

    // MARK: Measuring
    .executableTarget(
      name: "Sensor",
      dependencies: [
        "Workload", .product(name: "P1Clamp", package: "P1Clamp"),
        .product(name: "MeteringFFTW", package: "P1Clamp"), .product(name: "Simulation", package: "P1Clamp"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Sensor", swiftSettings: swift,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "second",
      dependencies: [
        "Workload", .product(name: "P1Clamp", package: "P1Clamp"),
        .product(name: "MeteringFFTW", package: "P1Clamp"),
      ],
      path: "Sources/SecondCommand", swiftSettings: swift),
    .executableTarget(
      name: "budget",
      dependencies: [
        "Workload", .product(name: "P1Clamp", package: "P1Clamp"),
        .product(name: "MeteringFFTW", package: "P1Clamp"), .product(name: "Drawing", package: "P1Clamp"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/BudgetCommand", swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
