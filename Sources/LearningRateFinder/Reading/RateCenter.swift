/// Several estimates as one.
struct RateCenter {
  private let left: Double
  private let right: Double
  private let onset: Double
  private let margin: Double
  private let limit: Double
  private let parameters: ReadingParameters

  /// Four fifths of normal values lie within this many standard deviations.
  private static let fourFifths = 1.2816

  /// The median of estimates; nil of none.
  init?(_ estimates: [RateEstimate], _ parameters: ReadingParameters) {
    guard let left = estimates.map(\.left).median, let right = estimates.map(\.right).median,
      let onset = estimates.map(\.onset).median, let low = estimates.map(\.peak).quantile(0.1),
      let high = estimates.map(\.peak).quantile(0.9),
      let deviation = estimates.map(\.deviation).median
    else { return nil }
    self.left = left
    self.right = right
    self.onset = onset
    self.parameters = parameters
    limit = estimates.map(\.limit).median ?? .infinity
    // A curve foretells by its redraws how far others would lie; several show it as well, and may
    // agree by chance.
    let spread = max(Self.fourFifths * deviation, (high - low) / 2 / .decade)
    let method = estimates.map(\.methodMargin).median ?? 0
    margin = (method * method + spread * spread).squareRoot() * .decade
  }

  var constant: Answer.Suggestion {
    suggestion(exponential((left + right) / 2) / parameters.peakOverConstant, scale: 1)
  }

  var peak: Answer.Suggestion {
    suggestion(exponential((left + right) / 2), scale: parameters.peakOverConstant)
  }

  /// From where the loss begins to fall up to the peak.
  var cyclicalRange: Answer.CyclicalRange {
    let high = peak.learningRate
    return Answer.CyclicalRange(
      low: min(exponential(onset), parameters.cyclicalShare * high), high: high)
  }

  private func suggestion(_ rate: Double, scale: Double) -> Answer.Suggestion {
    // No rate is good at which the loss blew up.
    let widest = max(right, left + parameters.narrowestTrough * .decade)
    let high = min(scale * exponential(widest + margin), exponential(limit))
    return Answer.Suggestion(
      learningRate: rate, low: scale * exponential(left - margin), high: max(rate, high))
  }
}
