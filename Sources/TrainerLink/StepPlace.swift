/// Where in a run of a script a step is.
public struct StepPlace: Hashable, Sendable {
  /// The step, from 0.
  public let step: Int
  /// The most steps of the run.
  public let steps: Int
  /// The rate of the step.
  public let rate: Double

  /// Creates a place.
  ///
  /// - Parameters:
  ///   - step: The step, from 0.
  ///   - steps: The most steps of the run.
  ///   - rate: The rate of the step.
  public init(step: Int, steps: Int, rate: Double) {
    self.step = step
    self.steps = steps
    self.rate = rate
  }
}
