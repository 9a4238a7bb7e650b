/// Whether a training may still come to something.
///
/// Past the first quarter of its steps, a training whose smoothed loss is above four times that
/// of the untrained model has lost itself: a schedule that falls from there on brings it back, if
/// at all, to where it began. Trainings that stand worse than they began, but less, are let run.
struct TrainingHope {
  private var limit: Double?
  private let grace: Int
  private var average = 0.0
  private var count = 0

  /// - Parameters:
  ///   - lossBefore: The loss of the untrained model; nil for that of its first mini-batch.
  ///   - steps: The steps of the training.
  init(lossBefore: Double?, steps: Int) {
    limit = lossBefore.map { 4 * abs($0) }
    grace = max(20, steps / 4)
  }

  /// Takes the loss of a step.
  mutating func remains(after loss: Double) -> Bool {
    count += 1
    let limit = limit ?? 4 * abs(loss)
    self.limit = limit
    let share = max(0.2, 1 / Double(count))
    average += share * (loss - average)
    return count <= grace || average <= limit
  }
}
