internal import LearningRateFinder
internal import Markup
internal import RunFolders
internal import ScheduleCode

extension RateLines {
  /// Lines for what an answer suggests; nil where it suggests nothing.
  init?(_ answer: Answer, _ settings: Settings) {
    guard let suggestion = answer.suggestion else { return nil }
    self.init(
      rate: suggestion.learningRate, peak: (answer.peak ?? suggestion).learningRate, settings)
  }

  /// Lines for a rate.
  ///
  /// - Parameters:
  ///   - rate: The rate for training at a constant rate.
  ///   - peak: The highest rate of a schedule.
  ///   - settings: What the run was made with.
  init(rate: Double, peak: Double, _ settings: Settings) {
    self.init(rate: rate, peak: peak, optimizer: Optimizer(settings))
  }

  /// The lines of every framework, each under its name.
  var html: HTML {
    HTML(
      ScheduleFramework.allCases.map { framework in
        HTML([.element("h3") { framework.title }, PageElements.code(code(for: framework))])
      })
  }
}

extension RateLines.Optimizer {
  /// The optimizer that some settings name; nil where they name none.
  fileprivate init?(_ settings: Settings) {
    guard let name = settings["optimizer"]?.text else { return nil }
    let hasMomentum = name == "sgd" || name == "rmsprop"
    // What stands for nothing set is 0.9 with SGD.
    self.init(
      name: name,
      momentum: hasMomentum ? settings["momentum"]?.number ?? (name == "sgd" ? 0.9 : nil) : nil,
      isNesterov: settings["nesterov"]?.text == "yes",
      weightDecay: settings["weight_decay"]?.number)
  }
}
