import RunReports

/// The result of a training beside the loss that it began with, as `result.json` and `--json` have
/// it.
struct TrainingResult: Encodable {
  /// All but the comparison.
  let document: TrainingDocument
  /// The loss before the training; NaN or infinite where that is what it is.
  let before: Double
  /// The loss after it on the same examples; nil where nothing was trained, or its loss was no
  /// number.
  let after: Double?

  /// Puts a result together.
  init(_ document: TrainingDocument, before: Double, after: Double? = nil) {
    self.document = document
    self.before = before
    self.after = after
  }

  /// Whether a training diverged, or ended with a higher loss than it began with, on the examples
  /// that it trained on as well: one that over-fits has learned.
  var endedWorse: Bool {
    switch document.outcome {
    case .notTrained: false
    case .notFinite: true
    // A loss that is no number is no better than any.
    case .completed, .stopped:
      !((after ?? .nan) <= before) && !((document.epochs.last?.trainingLoss ?? .nan) < before)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case before = "loss_before"
    case after = "loss_after"
    case endedWorse = "ended_worse"
  }

  /// Encodes everything into one object; what has no value is null.
  func encode(to encoder: any Encoder) throws {
    try document.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(before.ifFinite, forKey: .before)
    try values.encode(after?.ifFinite, forKey: .after)
    try values.encode(endedWorse, forKey: .endedWorse)
  }
}
