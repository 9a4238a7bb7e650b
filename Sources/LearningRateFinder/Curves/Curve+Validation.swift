extension Curve {
  /// The losses on held-out examples, by increasing step: fewer than the curve has steps, as they
  /// cost time; none where they were not asked for.
  public var validationLosses: [ValidationLoss] { validation ?? [] }

  /// The losses on held-out examples at the rates where they were measured, as a curve of its own
  /// that ends as this one does.
  public var validationCurve: Curve {
    Curve(
      validationLosses.map { Point(learningRate: learningRates[$0.step], loss: $0.loss) },
      outcome: outcome)
  }

  /// The loss on held-out examples before the update of a step; nil where it was not measured.
  ///
  /// - Complexity: O(log *n*) for *n* measured losses.
  public func validationLoss(at step: Int) -> Double? {
    guard let validation else { return nil }
    var range = validation.indices
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if validation[middle].step == step { return validation[middle].loss }
      range =
        validation[middle].step < step
        ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// Keeps a loss on held-out examples, unless it is no finite number.
  mutating func addValidation(_ loss: Double, at step: Int) {
    guard loss.isFinite else { return }
    validation = validation ?? []
    validation?.append(ValidationLoss(step: step, loss: loss))
  }
}
