internal import LearningRateFinder

/// The lines of a curve's file, the same whoever writes them.
enum CurveRow {
  /// The names of the columns, with the newline.
  static func header(hasValidation: Bool) -> String {
    "step,learning_rate,loss\(hasValidation ? ",validation_loss" : "")\n"
  }

  /// The line of a step, with the newline.
  static func line(_ point: Curve.Point, step: Int, hasValidation: Bool) -> String {
    let validation = hasValidation ? "," + (point.validationLoss.map { "\($0)" } ?? "") : ""
    return "\(step),\(point.learningRate),\(point.loss)\(validation)\n"
  }
}
