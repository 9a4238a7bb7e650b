internal import LearningRateFinder
internal import RunFolders

/// How a rate grows with the batch size, in words.
struct ScalingWords {
  /// What is the same in all the runs: `sgd, decay 1e-4`.
  let settings: String
  /// The law, with the name of the rate that it is of.
  let sentence: String

  init(_ scaling: StudyResult.Scaling) {
    self.init(scaling.optimizer, scaling.weightDecay, scaling.rate, scaling.fit)
  }

  init(_ scaling: StudyDocument.Scaling) {
    self.init(scaling.optimizer, scaling.weight_decay, scaling.rate, scaling.fit)
  }

  private init(
    _ optimizer: String, _ weightDecay: Double?, _ rate: CurveEnsemble.Conclusion,
    _ fit: PowerLawFit
  ) {
    settings = optimizer + (weightDecay.map { ", decay \($0.brief)" } ?? "")
    let name =
      rate == .suggestion ? "the suggested rate" : "the upper end of the reliability range"
    sentence = fit.sentence.replacing("the rate", with: name, maxReplacements: 1)
  }
}
