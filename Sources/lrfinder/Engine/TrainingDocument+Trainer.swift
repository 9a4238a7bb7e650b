import LearningRateFinder
import Reports
import RunFolders
import Schedules
import Training

extension TrainingDocument {
  /// The result of a training that is over, with its losses before and after.
  init(
    _ trainer: Trainer, lossBefore: Double, lossAfter: Double?, seconds: Double, settings: Settings
  ) {
    let outcome: Outcome =
      switch trainer.outcome {
      case .notFinite: .notFinite
      case .stopped: .stopped
      case .completed, nil: .completed
      }
    self.init(
      outcome, schedule: trainer.progress.schedule, steps: trainer.progress.step,
      epochs: trainer.epochs.map(Epoch.init), findings: trainer.findings.map(Finding.init),
      lossBefore: lossBefore.ifFinite, lossAfter: lossAfter?.ifFinite, seconds: seconds,
      settings: settings)
  }

  /// The result where no rate could be trusted and nothing was trained.
  init(untrained findings: [Trainer.Finding], lossBefore: Double, settings: Settings) {
    self.init(
      .notTrained, findings: findings.map(Finding.init), lossBefore: lossBefore.ifFinite,
      settings: settings)
  }
}

extension TrainingDocument.Epoch {
  init(_ epoch: Trainer.Epoch) {
    self.init(
      number: epoch.number, steps: epoch.steps, learningRate: epoch.learningRate,
      trainingLoss: epoch.trainingLoss.ifFinite, testLoss: epoch.evaluation?.loss.ifFinite,
      testAccuracy: epoch.evaluation?.accuracy)
  }
}

extension TrainingDocument.Finding {
  init(_ finding: Trainer.Finding) {
    self.init(
      epoch: finding.epoch, steps: finding.steps, verdict: finding.verdict.code,
      reason: finding.verdict.reason, rates: finding.rates, learningRate: finding.learningRate)
  }
}

extension Double {
  /// The number, or nil where JSON has no word for it.
  var ifFinite: Double? { isFinite ? self : nil }
}
