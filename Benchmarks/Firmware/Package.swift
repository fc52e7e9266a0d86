// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
  name: "Firmware",
  dependencies: [.package(name: "P1Clamp", path: "../..")],
  targets: [
    .target(name: "Board"),
    .executableTarget(
      name: "Firmware",
      dependencies: [
        "Board", .product(name: "P1Clamp", package: "P1Clamp"),
        .product(name: "_GoldenVectors", package: "P1Clamp"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
