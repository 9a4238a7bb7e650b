// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "core-client",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "learning-rate-finder", path: "../..")],
  targets: [
    .executableTarget(
      name: "core-client",
      dependencies: [.product(name: "LearningRateFinder", package: "learning-rate-finder")])
  ]
)
