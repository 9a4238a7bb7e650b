import LearningRateFinder
import RunReports
import Training

/// The result of a training: `result.json`, what `--json` prints, and a sentence.
struct TrainingResult: Encodable {
  private struct Epoch: Encodable {
    let epoch: Int
    let steps: Int
    let learning_rate: Double
    let training_loss: Double?
    let test_loss: Double?
    let test_accuracy: Double?
  }

  private struct Finding: Encodable {
    let epoch: Int
    let steps: Int
    let verdict: Verdict.Code
    let reason: String
    let rates: ScheduleRates?
    let learning_rate: Double?

    init(_ finding: Trainer.Finding) {
      epoch = finding.epoch
      steps = finding.steps
      verdict = finding.verdict
      reason = finding.reason
      rates = finding.rates
      learning_rate = finding.learningRate
    }
  }

  private struct Test: Encodable {
    let loss: Double?
    let accuracy: Double?
  }

  /// The highest rate of the schedule at the end; nil where nothing was trained.
  private let learning_rate: Double?
  private let schedule: LearningRateSchedule?
  private let outcome: String
  private let steps: Int
  private let epochs: [Epoch]
  private let findings: [Finding]
  private let test: Test?
  private let seconds: Double
  private let settings: Settings

  /// The result of a training that is over.
  init(_ trainer: Trainer, seconds: Double, settings: Settings) {
    learning_rate = trainer.progress.schedule.peak
    schedule = trainer.progress.schedule
    outcome = trainer.outcome?.rawValue ?? ""
    steps = trainer.progress.step
    epochs = trainer.epochs.map { epoch in
      Epoch(
        epoch: epoch.number, steps: epoch.steps, learning_rate: epoch.learningRate,
        training_loss: epoch.trainingLoss.ifFinite, test_loss: epoch.evaluation?.loss.ifFinite,
        test_accuracy: epoch.evaluation?.accuracy)
    }
    findings = trainer.findings.map(Finding.init)
    test = trainer.epochs.last?.evaluation.map {
      Test(loss: $0.loss.ifFinite, accuracy: $0.accuracy)
    }
    self.seconds = seconds
    self.settings = settings
  }

  /// The result where no rate could be trusted and nothing was trained.
  init(untrained findings: [Trainer.Finding], settings: Settings) {
    learning_rate = nil
    schedule = nil
    outcome = "not-trained"
    steps = 0
    epochs = []
    self.findings = findings.map(Finding.init)
    test = nil
    seconds = 0
    self.settings = settings
  }

  /// The result in one sentence.
  var text: String {
    switch outcome {
    case "not-trained": return "nothing was trained"
    case Trainer.Outcome.notFinite.rawValue:
      return "diverged: the loss was no longer a number at step \(steps)"
    default:
      var measures = ["\(steps) steps in \(seconds.brief(digits: 3)) s"]
      if let loss = test?.loss { measures.append("test loss \(loss.brief(digits: 4))") }
      if let accuracy = test?.accuracy { measures.append("accuracy \(accuracy.percent)") }
      return measures.joined(separator: ", ")
    }
  }

  // Missing values are null, not left out.
  private enum Key: CodingKey {
    case learning_rate, schedule, outcome, steps, epochs, findings, test, seconds, settings
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(learning_rate, forKey: .learning_rate)
    try values.encode(schedule, forKey: .schedule)
    try values.encode(outcome, forKey: .outcome)
    try values.encode(steps, forKey: .steps)
    try values.encode(epochs, forKey: .epochs)
    try values.encode(findings, forKey: .findings)
    try values.encode(test, forKey: .test)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(settings, forKey: .settings)
  }
}

extension Double {
  /// The number, or nil where JSON has no word for it.
  var ifFinite: Double? { isFinite ? self : nil }
}
