public import LearningRateFinder

/// What short trainings say of a rate, in words, as the command prints it above the answer of the
/// curve.
public enum VerificationText {
  /// The verified rate with its interval, how it was found, and the trials.
  ///
  /// - Parameters:
  ///   - race: The trials.
  ///   - testSteps: The steps of the range tests before them, also of those without an answer.
  ///   - width: The columns that sentences are wrapped to.
  /// - Returns: Lines, each with its newline, and an empty one at the end.
  public static func text(
    _ race: RateRace, after testSteps: Int, width: Int = .max
  ) -> String {
    var (lines, sentences): ([String], [String]) = ([], [])
    switch race.outcome {
    case .verified(let verified):
      let interval = "(\(verified.interval.low.brief) to \(verified.interval.high.brief))"
      lines = [
        "verified rate".padded(to: 15) + verified.learningRate.brief.padded(to: 9)
          + interval.padded(to: 20) + "for a constant rate",
        "verified peak".padded(to: 15) + verified.peak.brief.padded(to: 29)
          + "for warm-up and decay, or one cycle",
        "",
      ]
      sentences = cost(race, testSteps, verb: "verified by")
      if !verified.isBracketed {
        sentences.append(
          "just beyond the best rate none was tried: the budget, or the curve, ended there")
      }
    case .unverified(let reason):
      sentences = ["not verified: \(reason)"]
      if race.steps > 0 { sentences += cost(race, testSteps, verb: "after") }
    }
    lines += sentences.flatMap { $0.wrappedSentence(width: width) }
    if !race.results.isEmpty { lines += [""] + table(race) }
    return (lines + [""]).map { $0 + "\n" }.joined()
  }

  /// The number of rates and of seeds of the grid search that the steps are compared with.
  private static let grid = (rates: 20, seeds: 3)

  private static func cost(_ race: RateRace, _ testSteps: Int, verb: String) -> [String] {
    let count = race.results.count
    let all = race.steps + testSteps
    let longest = race.results.map(\.trial.steps).max() ?? 1
    let share = Double(all) / Double(grid.rates * grid.seeds * longest)
    return [
      "\(verb) \(count) short training\(count == 1 ? "" : "s") of \(race.steps) steps "
        + "(\(all) with the range tests):",
      "\((100 * share).brief) % of a grid of \(grid.rates) rates with \(grid.seeds) seeds",
    ]
  }

  private static func table(_ race: RateRace) -> [String] {
    let rows = race.results.sorted { first, second in
      (first.trial.learningRate, first.trial.steps, first.trial.seed)
        < (second.trial.learningRate, second.trial.steps, second.trial.seed)
    }
    let hasSeeds = rows.contains { $0.trial.seed > 0 }
    let lowest = Dictionary(grouping: rows, by: \.trial.steps).mapValues { $0.map(\.loss).min() }
    return ["  rate       steps  " + (hasSeeds ? "seed  " : "") + "loss"]
      + rows.map { row in
        let isLowest = row.loss.isFinite && lowest[row.trial.steps] == row.loss
        return "  " + row.trial.learningRate.brief.padded(to: 11)
          + "\(row.trial.steps)".padded(to: 7) + (hasSeeds ? "\(row.trial.seed)".padded(to: 6) : "")
          + (row.loss.isFinite ? row.loss.brief(digits: 4) : "diverged")
          + (isLowest ? "  the lowest" : "")
      }
  }
}
