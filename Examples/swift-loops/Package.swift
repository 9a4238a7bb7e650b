// swift-tools-version: 6.2

import PackageDescription

// Training loops of one's own that find their learning rate with the method alone; the simplest
// one is in ../core-client.
let core = Target.Dependency.product(
  name: "LearningRateFinder", package: "learning-rate-finder")

let package = Package(
  name: "swift-loops",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "learning-rate-finder", path: "../..")],
  targets: [
    .executableTarget(name: "hand-written-loop", dependencies: [core]),
    .executableTarget(name: "actor-loop", dependencies: [core]),
    .executableTarget(name: "mlx-loop", dependencies: [core]),
  ]
)
