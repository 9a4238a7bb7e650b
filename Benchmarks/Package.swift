// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// A package of its own, so that clients of the library never resolve what only benchmarks need.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "learning-rate-finder", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .target(
      name: "AnswerScores",
      dependencies: [.product(name: "LearningRateFinder", package: "learning-rate-finder")],
      swiftSettings: settings),
    .executableTarget(
      name: "AnswerTables",
      dependencies: [
        "AnswerScores",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "ConstantTables",
      dependencies: [
        "AnswerScores",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Datasets", package: "learning-rate-finder"),
        .product(name: "LearningRateFinder", package: "learning-rate-finder"),
        .product(name: "Torch", package: "learning-rate-finder"),
        .product(name: "Training", package: "learning-rate-finder"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "StepWorker",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Datasets", package: "learning-rate-finder"),
        .product(name: "LearningRateFinder", package: "learning-rate-finder"),
        .product(name: "Torch", package: "learning-rate-finder"),
        .product(name: "Training", package: "learning-rate-finder"),
        .product(name: "TrainingLogs", package: "learning-rate-finder"),
      ],
      swiftSettings: settings),
  ]
)
