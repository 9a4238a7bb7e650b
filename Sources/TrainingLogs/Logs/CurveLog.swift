internal import Files
public import LearningRateFinder

/// A curve that was read from a log.
public struct CurveLog: Sendable {
  /// The file that the curve came from; for TensorBoard's event files the folder of the run.
  public let source: String
  /// The curve: of up to 4,096 steps as the log has it; of more, the means of steps in bins of equal
  /// width in the logarithm of the rate (2,048 to 4,096 points over the range).
  public let curve: Curve
  /// The number of steps that the log has.
  public let steps: Int
  /// The number of these whose loss is NaN or infinite.
  public let stepsNotFinite: Int
  /// What a person should know about the log, each in one sentence.
  public private(set) var notes: [String]

  /// What was read and what of it was passed over, in one sentence; nil for a run whose log is told
  /// of with another one.
  public private(set) var summary: String?
  /// The rows that were read for this curve and those told of with it.
  public private(set) var rowsRead = 0
  /// The rows, lines and numbers that were passed over, by what they are.
  public private(set) var passedOver: [String: Int] = [:]

  /// Takes what was read.
  ///
  /// - Throws: `LogError` where it makes no curve.
  init(_ builder: CurveBuilder, source: String, notes: [String]) throws(LogError) {
    guard let curve = builder.curve(), !curve.isEmpty || curve.outcome == .notFinite else {
      throw Self.fault(of: builder, source, JoinCounts())
    }
    guard !builder.isAtOneRate else {
      throw LogError(
        "\(source): the rate is \(curve.learningRates.first ?? 0) at every step; expected a range "
          + "test, whose rates grow")
    }
    self.source = source.printable
    self.curve = curve
    steps = builder.steps
    stepsNotFinite = builder.stepsNotFinite
    var notes = notes
    if builder.stepsAtZero > 0 {
      let steps = builder.stepsAtZero == 1 ? "step has" : "\(builder.stepsAtZero) steps have"
      notes.append("\(source): the first \(steps) a rate of 0: passed over")
    }
    if let (steps, points) = builder.averaging {
      notes.append("\(source): \(steps) steps, averaged to \(points) points by their rates")
    }
    self.notes = notes.map(\.printable)
  }

  /// The error for a log that makes no curve.
  static func fault(
    of builder: CurveBuilder, _ source: String, _ counts: JoinCounts
  ) -> LogError {
    if builder.stepsAtZero > 0 {
      return LogError(
        "\(source): the rate is 0 at every step; expected a range test, whose rates grow")
    }
    let unmet = counts.unmet.map { ": \($0)" } ?? ""
    return LogError("\(source): no step has both a rate and a loss\(unmet)")
  }

  /// The log with more notes before its own.
  func noting(_ notes: [String]) -> Self {
    var log = self
    log.notes = notes.map(\.printable) + log.notes
    return log
  }

  /// The log with the account of what was read for it and the runs beside it.
  func saying(
    _ reading: ReadingNotes, _ steps: [Int], _ counts: [JoinCounts], label: String? = nil
  ) -> Self {
    var reading = reading
    func sum(_ count: KeyPath<JoinCounts, Int>) -> Int {
      counts.reduce(0) { $0 + $1[keyPath: count] }
    }
    reading.passOver("losses without a rate", sum(\.lossesAlone))
    var log = self
    log.rowsRead = reading.rows
    log.passedOver = Dictionary(
      reading.passedOver.map { ($0.what, $0.count) }, uniquingKeysWith: +)
    var said = "\(label ?? source): \(reading.rows) rows read, "
    said +=
      steps.count == 1
      ? "\(steps[0]) steps with a rate and a loss"
      : "\(steps.count) runs of \(steps.map(String.init).joined(separator: ", ")) steps"
    var remarks: [String] = []
    if stepsNotFinite > 0 { remarks.append("\(stepsNotFinite) losses not finite") }
    if sum(\.carried) > 0 {
      remarks.append("\(sum(\.carried)) losses with the last rate before them")
    }
    if !curve.validationLosses.isEmpty {
      remarks.append("\(curve.validationLosses.count) losses on held-out examples")
    }
    if !remarks.isEmpty { said += " (\(remarks.joined(separator: ", ")))" }
    if !reading.passedOver.isEmpty {
      said +=
        "; passed over: "
        + reading.passedOver.map { "\($0.count) \($0.what)" }.joined(separator: ", ")
    }
    log.summary = said.printable
    return log
  }
}
