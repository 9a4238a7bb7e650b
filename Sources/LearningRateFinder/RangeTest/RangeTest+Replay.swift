extension RangeTest {
  /// Takes up a test where its record ends, such as that of a run that was killed.
  ///
  /// The test is over where the recorded steps end it, and else goes on with the next step.
  ///
  /// - Parameters:
  ///   - ramp: The rates that the test goes through.
  ///   - record: What was recorded; a loss that was no number ends it as `notFinite`.
  ///   - divergence: When the test ends early.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  /// - Throws: `ForeignRecord` where the rates of the record are not those of the ramp.
  public init(
    _ ramp: Ramp, replaying record: Curve, divergence: Divergence = Divergence(),
    gradientAge: GradientAge? = nil
  ) throws(ForeignRecord) {
    self.init(ramp, divergence: divergence, gradientAge: gradientAge)
    for (step, point) in record.enumerated() {
      guard let learningRate else { throw .tooLong(step) }
      guard point.learningRate == learningRate else {
        throw .rate(point.learningRate, expected: learningRate, step: step)
      }
      self.record(loss: point.loss, validationLoss: point.validationLoss)
    }
    if record.outcome == .notFinite, learningRate != nil { self.record(loss: .nan) }
  }
}

/// A record that another range test made.
public struct ForeignRecord: Error, Hashable, CustomStringConvertible {
  /// One sentence: what was expected and what the record has.
  public let description: String

  static func rate(_ rate: Double, expected: Double, step: Int) -> Self {
    Self(description: "the rate of step \(step) is \(rate), and this range test has \(expected)")
  }

  static func tooLong(_ step: Int) -> Self {
    Self(description: "this range test ends before step \(step)")
  }
}
