/// Whether a training may still come to something.
///
/// Past the first quarter of its steps, a training whose smoothed loss stands above the loss before it
/// by several times what was ever gained on that has lost itself: a schedule that falls from there
/// on brings it back, if at all, to where it began. Trainings that stand worse than they began, but
/// less, are let run; and so are all where nothing was gained yet, as there is no scale.
package struct TrainingHope: Hashable, Sendable {
  private var lossBefore: Double?
  private var gain: Double
  private let grace: Int
  private var average = 0.0
  private var count = 0

  /// How many times the gain a training may stand above its start.
  private static let gains = 3.0
  /// The share of a new loss in the smoothed one, and the steps that are never judged.
  private static let (share, leastGrace) = (0.2, 20)

  /// Hopes for a training.
  ///
  /// - Parameters:
  ///   - lossBefore: The loss of the untrained model; nil for that of its first mini-batch.
  ///   - gain: What another training of the model has gained on it, 0 where none has.
  ///   - steps: The steps of the training.
  package init(lossBefore: Double?, gain: Double = 0, steps: Int) {
    self.lossBefore = lossBefore
    self.gain = max(0, gain)
    grace = max(Self.leastGrace, steps / 4)
  }

  /// Takes the loss of a step, and tells whether there is hope.
  package mutating func remains(after loss: Double) -> Bool {
    guard loss.isFinite else { return false }
    count += 1
    let before = lossBefore ?? loss
    lossBefore = before
    average += max(Self.share, 1 / Double(count)) * (loss - average)
    gain = max(gain, before - average)
    return count <= grace || gain == 0 || average <= before + Self.gains * gain
  }
}
