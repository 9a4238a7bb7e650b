import Foundation
import LearningRateFinder
import Reports
import RunFolders

/// The optimizer that a run folder's settings tell of, for the answer from the curves in it.
struct AnalyzedOptimizer: Hashable {
  /// The settings of it, by the names of the options.
  let settings: Settings
  /// How old its gradients are.
  let gradientAge: GradientAge

  /// Looks for the settings in a folder.
  ///
  /// `find` names the optimizer, and leaves its momentum out where that is the default; `drive` and
  /// `analyze` know the momentum alone.
  ///
  /// - Parameter folder: A folder; nil is returned for a file, and where the settings tell nothing.
  init?(ofRunIn folder: String) {
    let file = URL(filePath: folder, directoryHint: .isDirectory).appending(path: "settings.json")
    guard let data = try? Data(contentsOf: file),
      let all = try? JSONDecoder().decode(Settings.self, from: data)
    else { return nil }
    let momentum = all["momentum"]?.number
    guard momentum.map((0..<1).contains) != false else { return nil }
    let age: GradientAge? =
      switch all["optimizer"] {
      case .text(let name):
        .ofOptimizer(named: name, momentum: momentum, isNesterov: all["nesterov"] == "yes")
      case nil: momentum.map(GradientAge.momentum)
      default: nil
      }
    guard let age else { return nil }
    gradientAge = age
    settings = all.filter { ["optimizer", "momentum", "nesterov"].contains($0.key) }
  }
}
