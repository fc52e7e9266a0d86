// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// A package of its own, so that nothing of it is built where nobody searches for faults. `.ci/fuzz` builds it and links it with
// libFuzzer, which has the program's `main`.
let package = Package(
  name: "P1ClampFuzz",
  products: [
    .library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"])
  ],
  dependencies: [
    .package(name: "P1Clamp", path: "../../..")
  ],
  targets: [
    .target(
      name: "FuzzTargets",
      dependencies: [
        "P1Clamp", "Recordings", "Simulation", "CalibrationFitting", "Commissioning", "P1Lint", "LiveView",
        "StrictJSON",
      ].map { .product(name: $0, package: "P1Clamp") })
  ])
