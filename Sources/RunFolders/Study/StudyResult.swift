public import LearningRateFinder

/// What the finished runs of a study say.
public struct StudyResult: Sendable {
  /// The runs with the same settings, read.
  public struct Part: Sendable {
    /// The settings.
    public let cell: StudyCell
    /// What tells the settings from those of the other parts.
    public let label: String
    /// The runs.
    public let ensemble: CurveEnsemble
    /// Their losses on held-out examples; nil where these were not measured.
    public let validation: LossQuantiles?
    /// How many steps each run has.
    public let steps: [Int]
    /// Why each run ended.
    public let outcomes: [Curve.Outcome?]
  }

  /// How the rate that is read off the runs grows with the batch size, all else equal.
  public struct Scaling: Sendable {
    /// The optimizer's name.
    public let optimizer: String
    /// How much a step shrinks the weights; nil for the optimizer's own.
    public let weightDecay: Double?
    /// Which rate: `suggestion`, or `reliability` for the upper end of that rule's range.
    public let rate: CurveEnsemble.Conclusion
    /// The power of the batch size.
    public let fit: PowerLawFit
  }

  /// The parts of the study.
  public let parts: [Part]
  /// What the runs of a part differ in, as a sentence calls it.
  public let cause: String
  /// How rates grow with the batch size, where there are several.
  public let scalings: [Scaling]

  /// Reads a study's files, one at a time: the memory that this takes does not depend on how many
  /// steps the runs have, and a run adds no more than a few numbers for each rate of a grid.
  ///
  /// - Parameters:
  ///   - study: The folder, all of whose runs are finished.
  ///   - cause: What the runs of a part differ in, as a sentence calls it.
  /// - Throws: `LogError` for a file that is no curve, or that of another range test.
  public init(_ study: StudyFolder, cause: String) throws {
    self.cause = cause
    parts = try study.cells.indices.map { try Self.part($0, of: study) }
    scalings = Self.scalings(of: parts)
  }

  /// Whether some part suggests a rate.
  public var isTrusted: Bool { parts.contains(where: \.isTrusted) }

  private static func part(_ cell: Int, of study: StudyFolder) throws -> Part {
    let ramp = study.cells[cell].ramp
    let grid = RateGrid(from: ramp.from, to: ramp.to)
    var ensemble = CurveEnsemble(grid: grid, gradientAge: study.cells[cell].gradientAge)
    var validation = LossQuantiles(grid: grid)
    var steps: [Int] = []
    var outcomes: [Curve.Outcome?] = []
    for run in 0..<study.runs {
      let curve = try study.test(run: run, of: cell).curve
      ensemble.add(curve)
      let held = curve.validationCurve
      validation.add(held, smoothedLosses: held.losses)
      steps.append(curve.count)
      outcomes.append(curve.outcome)
    }
    return Part(
      cell: study.cells[cell], label: study.cells[cell].label(among: study.cells),
      ensemble: ensemble, validation: study.hasValidation ? validation : nil, steps: steps,
      outcomes: outcomes)
  }

  private static func scalings(of parts: [Part]) -> [Scaling] {
    var kinds: [(optimizer: String, weightDecay: Double?)] = []
    for cell in parts.map(\.cell)
    where !kinds.contains(where: { $0 == (cell.optimizer, cell.weightDecay) }) {
      kinds.append((cell.optimizer, cell.weightDecay))
    }
    return kinds.flatMap { optimizer, weightDecay in
      let alike = parts.filter {
        $0.cell.optimizer == optimizer && $0.cell.weightDecay == weightDecay
      }
      return [CurveEnsemble.Conclusion.suggestion, .reliability].compactMap { rate in
        let points = alike.flatMap { part in
          part.rates(rate).map { (size: Double(part.cell.batchSize), rate: $0) }
        }
        // One batch size alone has no law.
        return (try? PowerLawFit(points)).map {
          Scaling(optimizer: optimizer, weightDecay: weightDecay, rate: rate, fit: $0)
        }
      }
    }
  }
}

extension StudyResult.Part {
  /// Whether more than half of the runs suggest a rate.
  public var isTrusted: Bool {
    2 * ensemble.runs.count { $0.suggestion != nil } > ensemble.runs.count
  }

  /// The rate of each run: what our answer suggests, or the upper end of the reliability study's
  /// range.
  func rates(_ range: CurveEnsemble.Conclusion) -> [Double] {
    switch range {
    case .suggestion: ensemble.runs.compactMap(\.suggestion?.learningRate)
    case .reliability: ensemble.runs.compactMap(\.reliability?.high)
    }
  }
}
