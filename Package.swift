// swift-tools-version: 6.2

import PackageDescription

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// The engine is optional: where no libtorch is found, the torch targets are left out and the
// rest (the method, the data readers, `lrfinder analyze`) still builds and passes its tests.
let libtorch = findLibtorch()

let package = Package(
  name: "learning-rate-finder",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "LearningRateFinder", targets: ["LearningRateFinder"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "TrainingLogs", targets: ["TrainingLogs"]),
    .library(name: "Charts", targets: ["Charts"]),
    .library(name: "TrainerLink", targets: ["TrainerLink"]),
    .library(name: "Schedules", targets: ["Schedules"]),
    .library(name: "ScheduleCode", targets: ["ScheduleCode"]),
    .library(name: "CLearningRateFinder", targets: ["CLearningRateFinder"]),
    .executable(name: "lrfinder", targets: ["lrfinder"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    // What Subprocess takes its file descriptors and paths from.
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(name: "LearningRateFinder"),
    // The method for C and what can call C: a header, and what it declares in Swift.
    .target(name: "LRFinderHeader"),
    .target(name: "CLearningRateFinder", dependencies: ["LRFinderHeader", "LearningRateFinder"]),
    .target(name: "Schedules", dependencies: ["LearningRateFinder"]),
    .target(name: "ScheduleCode", dependencies: ["LearningRateFinder", "Schedules"]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Files", dependencies: ["CZlib"]),
    .target(name: "DelimitedText"),
    .target(name: "Markup"),
    imageDecoders(),
    .target(
      name: "Datasets",
      dependencies: [
        "CImages", "DelimitedText", "Files",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(
      name: "TrainingLogs",
      dependencies: [
        "DelimitedText", "Files", "LearningRateFinder",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["Events/Messages/events.proto"]),
    .target(
      name: "Charts",
      dependencies: [
        "LearningRateFinder", "Markup", "Schedules",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(
      name: "RunFolders", dependencies: ["LearningRateFinder", "Schedules", "TrainingLogs"]),
    .target(name: "Sessions", dependencies: ["LearningRateFinder", "RunFolders", "TrainingLogs"]),
    .target(
      name: "Reports",
      dependencies: [
        "Charts", "LearningRateFinder", "Markup", "RunFolders", "ScheduleCode", "Schedules",
        "TrainingLogs", .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(
      name: "TrainerLink",
      dependencies: [
        "LearningRateFinder", .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .executableTarget(
      name: "lrfinder",
      dependencies: [
        "Charts", "LearningRateFinder", "Reports", "RunFolders", "ScheduleCode", "Schedules",
        "Sessions", "TrainerLink", "TrainingLogs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ] + (libtorch == nil ? [] : ["Datasets", "Torch", "Training"]),
      exclude: libtorch == nil ? ["Engine"] : [],
      swiftSettings: libtorch == nil ? [] : [.define("ENGINE")]),

    // Draws the pictures of the documentation; `make pictures`.
    .executableTarget(
      name: "answer-pictures", dependencies: ["LearningRateFinder"], exclude: ["Recordings"]),

    .testTarget(
      name: "LearningRateFinderTests", dependencies: ["LearningRateFinder"],
      exclude: ["Reading/Fixtures"]),
    .testTarget(
      name: "SchedulesTests", dependencies: ["ScheduleCode", "Schedules"], exclude: ["Fixtures"]),
    .testTarget(name: "ScheduleCodeTests", dependencies: ["ScheduleCode"]),
    // What scores the answers belongs to the benchmarks; its tests run with all others.
    .target(
      name: "AnswerScores", dependencies: ["LearningRateFinder"],
      path: "Benchmarks/Sources/AnswerScores"),
    .testTarget(
      name: "AnswerScoresTests", dependencies: ["AnswerScores", "LearningRateFinder"]),
    .testTarget(
      name: "CLearningRateFinderTests",
      dependencies: ["CLearningRateFinder", "LRFinderHeader", "LearningRateFinder", "RunFolders"]),
    .testTarget(name: "DelimitedTextTests", dependencies: ["DelimitedText"]),
    .testTarget(name: "MarkupTests", dependencies: ["Markup"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Files"]),
    .testTarget(
      name: "TrainingLogsTests", dependencies: ["LearningRateFinder", "TrainingLogs"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "RunFoldersTests", dependencies: ["LearningRateFinder", "RunFolders", "TrainingLogs"]),
    .testTarget(
      name: "SessionsTests",
      dependencies: ["LearningRateFinder", "RunFolders", "Sessions", "TrainingLogs"]),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Charts", "LearningRateFinder", "Markup", "Reports", "RunFolders", "ScheduleCode",
        "Schedules", "TrainingLogs",
      ]),
    .testTarget(
      name: "ChartsTests", dependencies: ["Charts", "LearningRateFinder", "Markup", "Schedules"]),
    .testTarget(name: "TrainerLinkTests", dependencies: ["LearningRateFinder", "TrainerLink"]),
    .testTarget(name: "lrfinderTests", dependencies: ["lrfinder"]),
  ],
  cxxLanguageStandard: .cxx20
)

if let libtorch {
  package.products += [
    .library(name: "Torch", targets: ["Torch"]),
    .library(name: "Training", targets: ["Training"]),
  ]
  package.targets += [
    .target(
      name: "CTorch",
      cxxSettings: [
        .unsafeFlags([
          // Without optimization, a debug build would spend its time in this layer.
          "-O2", "-isystem", "\(libtorch)/include",
          "-isystem", "\(libtorch)/include/torch/csrc/api/include",
        ])
      ],
      linkerSettings: [
        .unsafeFlags([
          "-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib",
        ]),
        .linkedLibrary("torch_cpu"),
        .linkedLibrary("c10"),
      ]),
    .target(name: "Torch", dependencies: ["CTorch"]),
    .target(
      name: "Training",
      dependencies: ["Datasets", "Files", "LearningRateFinder", "Schedules", "Torch"]),
    .target(name: "EngineTestSupport", path: "Tests/EngineTestSupport"),
    .testTarget(
      name: "TorchTests", dependencies: ["EngineTestSupport", "Torch"], exclude: ["Fixtures"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Datasets", "EngineTestSupport", "LearningRateFinder", "Schedules", "Torch", "Training",
      ],
      exclude: ["Fixtures"]),
  ]
}

for target in package.targets where target.type != .system {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]
  // A command has no clients to hide its imports from.
  if target.type != .executable {
    target.swiftSettings?.append(.enableUpcomingFeature("InternalImportsByDefault"))
  }
}

/// The libtorch folder to build against (it holds `include/` and `lib/`), or nil.
///
/// In order: `LIBTORCH`; with `LIBTORCH_USE_PYTORCH=1` the PyTorch that `python3` imports;
/// `.libtorch/torch` in this checkout, which `Scripts/libtorch` makes.
func findLibtorch() -> String? {
  if let named = Context.environment["LIBTORCH"], !named.isEmpty { return named }
  if Context.environment["LIBTORCH_USE_PYTORCH"] == "1", let found = installedPyTorch() {
    return found
  }
  let local = "\(Context.packageDirectory)/.libtorch/torch"
  return access("\(local)/include/torch/csrc/api/include/torch/torch.h", R_OK) == 0 ? local : nil
}

/// The target that decodes images, with the decoders whose libraries are on this machine.
///
/// They are libpng and libjpeg; without them it says so when it is asked for an image.
func imageDecoders() -> Target {
  // The system's own folders are searched anyway; Homebrew's are not.
  let prefixes = ["/usr", "/opt/homebrew", "/opt/homebrew/opt/jpeg-turbo", "/usr/local"]
  var (settings, links): ([CSetting], [LinkerSetting]) = ([], [])
  for (library, header) in [("png", "png.h"), ("jpeg", "jpeglib.h")] {
    guard let prefix = prefixes.first(where: { access("\($0)/include/\(header)", R_OK) == 0 })
    else {
      continue
    }
    settings.append(.define("HAVE_\(library.uppercased())"))
    links.append(.linkedLibrary(library))
    if prefix != "/usr" {
      settings.append(.unsafeFlags(["-I\(prefix)/include"]))
      links.append(.unsafeFlags(["-L\(prefix)/lib"]))
    }
  }
  return .target(name: "CImages", cSettings: settings, linkerSettings: links)
}

/// The folder of the `torch` package that `python3` would import, without importing it.
func installedPyTorch() -> String? {
  let find = "importlib.util.find_spec('torch').submodule_search_locations[0]"
  let command = "python3 -c \"import importlib.util; print(\(find))\" 2>/dev/null"
  guard let pipe = popen(command, "r") else { return nil }
  defer { pclose(pipe) }
  var line = [CChar](repeating: 0, count: 4096)
  guard fgets(&line, Int32(line.count), pipe) != nil else { return nil }
  let path = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
  return String(decoding: path, as: UTF8.self)
}
