internal import LearningRateFinder

/// The lines of a curve's file, the same whoever writes them.
enum CurveRow {
  /// The names of the columns, with the newline.
  static func header(hasValidation: Bool) -> String {
    "step,learning_rate,loss\(hasValidation ? ",validation_loss" : "")\n"
  }

  /// The line of a step, with the newline.
  static func line(_ point: Curve.Point, step: Int, hasValidation: Bool) -> String {
    var line = "\(step),"
    line += point.learningRate.description
    line += ","
    line += point.loss.description
    if hasValidation {
      line += ","
      if let loss = point.validationLoss { line += loss.description }
    }
    line += "\n"
    return line
  }

  /// The step of a line without its newline; nil where it is not this one, or has no numbers.
  static func point(_ line: Substring, step: Int) -> Curve.Point? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 3 || fields.count == 4, Int(fields[0]) == step,
      let rate = Double(fields[1]), rate > 0, rate.isFinite, let loss = Double(fields[2])
    else { return nil }
    return Curve.Point(
      learningRate: rate, loss: loss, validationLoss: fields.count == 4 ? Double(fields[3]) : nil)
  }
}
