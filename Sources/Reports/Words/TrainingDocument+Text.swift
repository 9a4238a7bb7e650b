internal import LearningRateFinder
public import RunFolders

extension TrainingDocument {
  /// What to say of a training that was made to its end and is worse than before; else nil.
  public var warning: String? {
    guard outcome == .completed, endedWorse, let lossBefore else { return nil }
    let worse = "the training ended worse than it began:"
    let before = "\(lossBefore.brief(digits: 4)) before"
    guard let lossAfter else { return "\(worse) a loss that is no number after it, \(before)" }
    let part = test?.loss == nil ? "training" : "test"
    return "\(worse) \(part) loss \(lossAfter.brief(digits: 4)) after it, \(before)"
  }

  /// The result in one sentence.
  public var text: String {
    switch outcome {
    case .notTrained: return "nothing was trained"
    case .notFinite: return "diverged: the loss was no longer a number at step \(steps)"
    case .completed, .stopped:
      var measures = ["\(steps) steps in \(seconds.brief(digits: 3)) s"]
      if let loss = test?.loss { measures.append("test loss \(loss.brief(digits: 4))") }
      if let accuracy = test?.accuracy { measures.append("accuracy \(accuracy.percent)") }
      return measures.joined(separator: ", ")
    }
  }
}
