// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
  name: "Firmware",
  dependencies: [.package(name: "P1Clamp", path: "../..")],
  targets: [
    // What is the chip's and the core's, and the simulated converter.
    .target(name: "Board"),
    // The sensor with what it is connected to.
    .target(name: "Device", dependencies: ["Board", .product(name: "P1Clamp", package: "P1Clamp")]),
    // The device image.
    .executableTarget(
      name: "Firmware",
      dependencies: ["Board", "Device", .product(name: "_GoldenVectors", package: "P1Clamp")]),
    // The check image: the device against the golden vectors, and what it takes.
    .target(
      name: "Emulation", dependencies: ["Board"], cSettings: [.headerSearchPath("../Board")]),
    .executableTarget(
      name: "FirmwareCheck",
      dependencies: [
        "Board", "Device", "Emulation", .product(name: "_GoldenVectors", package: "P1Clamp"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
